#!/usr/bin/env python3
"""Requests a second of ptce and of oxigraph's server, by wrk over 1, 8 and 64 connections: small queries,
each about another project, so that no answer is given twice; the same query again and again, a small one
and one of the twenty that counts; the same with its validator, which ptce answers by 304. Where nginx is installed, it gives a fixed text whatever
is asked: more than that no server could do here. And a million rows as TSV: megabytes a second, memory.

    apt-get install wrk; cargo build --release && benches/requests.py"""
import argparse
import contextlib
import http.client
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "shared"))
import servers

SMALL = "SELECT ?l { ?x <https://w3id.org/ptce/ontology#project> <https://w3id.org/ptce/id/project/p%d> ; <https://w3id.org/ptce/ontology#organisation> ?o . ?o <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
ROWS = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT %d"
# Formatted once, so that the two processors are left to the server: what a client takes for a request is
# taken from whoever answers, and makes all servers alike.
SCRIPT = """
local addresses, headers, requests, at = {%s}, {}, {}, 0
headers["Accept"] = "text/csv"
%s
function init()
  for place, address in ipairs(addresses) do requests[place] = wrk.format("GET", address, headers) end
  if #requests == 1 then
    request = nil
    wrk.path, wrk.headers = addresses[1], headers
  end
end
function request()
  at = at %% #requests + 1
  return requests[at]
end
"""


def load(server, addresses, connections, seconds, work, validator=None):
    """Requests a second and the 99th percentile in milliseconds."""
    script = work / "requests.lua"
    line = f'headers["If-None-Match"] = {json.dumps(validator)}' if validator else ""
    script.write_text(SCRIPT % (",".join(json.dumps(address) for address in addresses), line))
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--latency", "-s", script, f"http://127.0.0.1:{server.port}"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*", said)
    if wrong:
        raise RuntimeError(f"{server.name}: {wrong.group(0)}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))
    late, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    return rate, float(late) * {"us": 1e-3, "ms": 1, "s": 1e3}[unit]


def small(all_servers, uncached, projects, sums, seconds, work):
    kinds = ["small, each another", "small, the same", "the same, 304", "sums, the same"]
    for connections in (1, 8, 64):
        for kind in kinds:
            found = []
            for server in all_servers:
                several = range(projects) if kind == kinds[0] else [7]
                if kind == kinds[0] and server.name == "ptce":
                    server = uncached
                queries = [sums] if kind == kinds[3] else [SMALL % project for project in several]
                addresses = [server.address(query) for query in queries]
                validator = etag(server, addresses[0]) if kind == kinds[2] else None
                if kind == kinds[2] and validator is None:
                    continue
                cpu = server.coarse_cpu()
                rate, late = load(server, addresses, connections, seconds, work, validator)
                used = (server.coarse_cpu() - cpu) / (rate * seconds) * 1e6
                found.append((server.name, rate, late, used))
            first = found[0][1]
            for name, rate, late, used in found:
                print(f"{connections:>3} connections  {kind:20} {name:18}{rate:>10.0f}/s  p99 {late:>8.2f} ms  cpu {used:>7.0f} us{first / rate:>8.2f}", flush=True)


def etag(server, address):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", address, headers={"Accept": "text/csv"})
    answer = connection.getresponse()
    answer.read()
    return answer.getheader("ETag")


def stream(server, count):
    """A million rows, read as they come and thrown away."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
    begin, cpu, size, lines = time.perf_counter(), server.coarse_cpu(), 0, 0
    connection.request("GET", server.address(ROWS % count), headers={"Accept": "text/tab-separated-values"})
    answer = connection.getresponse()
    while block := answer.read1(1 << 20):
        size += len(block)
        lines += block.count(b"\n")
    seconds, used = time.perf_counter() - begin, server.coarse_cpu() - cpu
    print(f"{lines - 1} rows as TSV  {server.name:18}{size / 1e6 / seconds:>8.0f} MB/s  ({size / 1e6:.0f} MB, processor {used:.2f} s, most memory of the server {server.memory():.0f} MiB)", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--projects", type=int, default=20000)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--ptce", default="target/release/ptce", help="the program")
    options.add_argument("--data", type=Path, help="a folder that `cargo bench --bench engine -- N --write` filled")
    options.add_argument("--work", type=Path, help="where loaded data are kept for the next run")
    options.add_argument("--awake", action="store_true", help="no processor sleeps between requests")
    given = options.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed (apt-get install wrk)")
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        work = given.work or scratch
        data = given.data or work
        if not (data / "merged.nt").exists():
            command = ["cargo", "bench", "--locked", "--bench", "engine", "--", str(given.projects), "--write", data]
            subprocess.run(command, check=True)
        program, peer = Path(given.ptce).resolve(), servers.program("oxigraph")
        all_servers = [
            servers.ptce(stack, program, data, work, 18880),
            servers.oxigraph(stack, peer, data, work, 18881, False),
            servers.oxigraph(stack, peer, data, work, 18882, True),
        ]
        # What keeps no answers: there are not as many projects as requests.
        uncached = servers.ptce(stack, program, data, work, 18883, ["cache_mib=0"])
        ceiling = [servers.nginx(stack, scratch, 18884)] if shutil.which("nginx") else []
        if given.awake:
            stack.enter_context(servers.awake())
        sums = next(data.glob("*sums by region.rq")).read_text()
        small(all_servers + ceiling, uncached, given.projects, sums, given.seconds, scratch)
        for server in all_servers:
            stream(server, 1_000_000)


if __name__ == "__main__":
    main()
