"""SPARQL servers for the benches: each is started over the same data on a port of its own, answers at
an address, and tells the processor time that it and its processes have taken.

In: a folder with what `cargo bench --bench engine -- N --write DIR` wrote. Out: servers, stopped when
the `with` ends. Oxigraph's server comes from PyPI (`pip install oxigraph`), Virtuoso from the system's
packages (`apt-get install virtuoso-opensource`); one that is not there is left out, and said so."""
import contextlib
import http.client
import os
import shutil
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import plain


class Server:
    """A running server: its name, its process, where it answers."""

    def __init__(self, name, process, port, path):
        self.name, self.process, self.port, self.path = name, process, port, path
        self.connection = None

    def address(self, query, **more):
        return self.path + "?" + urllib.parse.urlencode({"query": query, **more})

    def ask(self, query, accept, timeout=600):
        """The bytes of the answer, over a connection that is kept."""
        for fresh in (False, True):
            if fresh or self.connection is None:
                self.connection = plain.Connection("127.0.0.1", self.port, timeout)
            try:
                status, body = self.connection.get(self.address(query), accept)
                break
            except (ConnectionError, ValueError):
                if fresh:
                    raise
        if status != 200:
            raise RuntimeError(f"{self.name}: {status} {body[:200]!r}")
        return body

    def processes(self):
        """The process and those that it started and that live, with their threads."""
        left = [self.process.pid]
        while left:
            pid = left.pop()
            with contextlib.suppress(OSError):
                tasks = [Path(f"/proc/{pid}/task/{task}") for task in os.listdir(f"/proc/{pid}/task")]
                for task in tasks:
                    # A thread that has just ended takes none of the others with it.
                    with contextlib.suppress(OSError):
                        left += map(int, (task / "children").read_text().split())
                yield Path(f"/proc/{pid}"), tasks

    def cpu(self):
        """Seconds of processor time of the threads that live, to the nanosecond: for single requests."""
        total = 0
        for _, tasks in self.processes():
            for task in tasks:
                with contextlib.suppress(OSError):
                    total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def coarse_cpu(self):
        """Seconds of processor time of the processes with the threads that have ended, to the tick."""
        total = 0
        for process, _ in self.processes():
            fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
            # Of the process and of children that have ended: user and system.
            total += sum(map(int, fields[11:15]))
        return total / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """Mebibytes of resident memory of the process."""
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 1024
        return 0


def wait(server, seconds=120):
    """Waits until a server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            server.ask("ASK {}", "application/sparql-results+json", timeout=5)
            server.connection = None
            return server
        except (OSError, RuntimeError, ValueError):
            if server.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{server.name} does not answer")
            server.connection = None
            time.sleep(0.2)


def started(stack, name, arguments, port, path, **more):
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return wait(Server(name, process, port, path))


def ptce(stack, program, data, work, port, settings=()):
    versions = work / "ptce"
    if not versions.exists():
        subprocess.run([program, "load", "--quiet", "--out", versions, data / "graph.nq"], check=True)
    # Large data take their time when they are first looked at.
    more = [word for setting in (*settings, "time_s=120") for word in ("--set", setting)]
    arguments = [program, "serve", "--quiet", "--data", versions, "--default-graph", "union"]
    return started(stack, "ptce", [*arguments, "--bind", f"127.0.0.1:{port}", *more], port, "/sparql")


def oxigraph(stack, program, data, work, port, kept):
    """Oxigraph's server in memory, or with RocksDB where its data are kept."""
    if kept:
        place = work / "rocksdb"
        if not place.exists():
            subprocess.run([program, "load", "--location", place, "--file", data / "merged.nt"], check=True, stderr=subprocess.DEVNULL)
        arguments = [program, "serve-read-only", "--location", place, "--bind", f"127.0.0.1:{port}"]
        return started(stack, "oxigraph-rocksdb", arguments, port, "/query")
    server = started(stack, "oxigraph-memory", [program, "serve", "--bind", f"127.0.0.1:{port}"], port, "/query")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1200)
    with open(data / "merged.nt", "rb") as file:
        connection.request("POST", "/store?default", body=file, headers={"Content-Type": "application/n-triples"})
        answer = connection.getresponse()
        if answer.status >= 300:
            raise RuntimeError(f"oxigraph does not load: {answer.status} {answer.read()[:200]!r}")
    return server


SETTINGS = """[Database]
DatabaseFile = {place}/v.db
ErrorLogFile = {place}/v.log
LockFile = {place}/v.lck
TransactionFile = {place}/v.trx
xa_persistent_file = {place}/v.pxa
[TempDatabase]
DatabaseFile = {place}/t.db
TransactionFile = {place}/t.trx
[Parameters]
ServerPort = {isql}
DirsAllowed = {place}, {data}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
MaxQueryMem = 2G
SchedulerInterval = 10
[HTTPServer]
ServerPort = {port}
ServerRoot = {place}
ServerThreads = 72
MaxClientConnections = 72
MaxKeepAlives = 72
KeepAliveTimeout = 60
EnabledGzipContent = 0
[SPARQL]
ResultSetMaxRows = 10000000
"""


def virtuoso(stack, data, work, port):
    isql, place = port + 1000, work / "virtuoso"
    is_new = not place.exists()
    place.mkdir(exist_ok=True)
    settings = place / "virtuoso.ini"
    settings.write_text(SETTINGS.format(place=place, data=data.resolve(), port=port, isql=isql))
    command = shutil.which("isql-vt") or shutil.which("isql")
    server = started(stack, "virtuoso", ["virtuoso-t", "+foreground", "+configfile", settings], port, "/sparql", cwd=place)
    if is_new:
        load = f"ld_dir('{data.resolve()}', 'merged.nt', 'http://example.org/merged'); rdf_loader_run(); checkpoint;"
        subprocess.run([command, str(isql), "dba", "dba", f"exec={load}"], check=True, stdout=subprocess.DEVNULL)
    return server


PROXY = """worker_processes 2;
daemon off;
pid {place}/pid;
error_log {place}/errors;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  server {{ listen 127.0.0.1:{port}; location / {{ default_type text/csv; return 200 "{text}"; }} }}
}}
"""


def nginx(stack, work, port):
    """What any server could do at most here: the same text whatever is asked, by nginx."""
    place = work / "nginx"
    (place / "logs").mkdir(parents=True)
    text = "l\\n" + "Organisation 1234 de l'economie sociale\\n" * 7
    settings = place / "nginx.conf"
    settings.write_text(PROXY.format(place=place, port=port, text=text))
    return started(stack, "a fixed text", ["nginx", "-p", place, "-c", settings], port, "/query")


@contextlib.contextmanager
def awake():
    """Keeps the processors from falling asleep between requests, by loops that run only when nothing else
    would (SCHED_IDLE): on a virtual machine to wake one takes as long as a small answer, whoever gives it."""
    loop = "import os; os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))\nwhile True: pass"
    loops = [subprocess.Popen([sys.executable, "-c", loop]) for _ in range(os.cpu_count())]
    try:
        yield
    finally:
        for running in loops:
            running.kill()
            running.wait()


def program(name):
    """A program of a Python environment beside the build, made when it is not there."""
    place = Path("target/venv-bench")
    if not (place / "bin" / name).exists():
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([place / "bin/pip", "install", "--quiet", name], check=True)
    return (place / "bin" / name).resolve()


def has_virtuoso():
    if shutil.which("virtuoso-t"):
        return True
    print("virtuoso is left out: not installed (apt-get install virtuoso-opensource)")
    return False
