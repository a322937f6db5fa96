#!/usr/bin/env python3
"""The twenty queries asked of ptce, of oxigraph in memory and with RocksDB, and of Virtuoso, in the same
run, each over HTTP and one connection: median time from request to last byte, and mean processor time of the server.

    cargo build --release && benches/peers.py --projects 10000

Each query is asked of all in turn, again and again, each time in another order (the same in every run): who
comes after the largest finds least of its own near the processor. Answers that ptce keeps are switched off.
The counts of rows must be the same."""
import argparse
import contextlib
import math
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "shared"))
import servers

ROUNDS, SECONDS = (4, 600), 4


def rows(body, is_graph):
    lines = body.decode().replace("\r", "").strip("\n").split("\n")
    return 0 if is_graph else len(lines)


def asked(server, query, accept):
    cpu, begin = server.cpu(), time.perf_counter()
    body = server.ask(query, accept)
    return time.perf_counter() - begin, server.cpu() - cpu, body


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--projects", type=int, default=10000)
    options.add_argument("--ptce", default="target/release/ptce", help="the program")
    options.add_argument("--data", type=Path, help="a folder that `cargo bench --bench engine -- N --write` filled")
    options.add_argument("--work", type=Path, help="where loaded data are kept for the next run")
    options.add_argument("--only", default="", help="queries whose name has this word")
    options.add_argument("--without", nargs="*", default=[], help="servers to leave out")
    options.add_argument("--awake", action="store_true", help="no processor sleeps between requests")
    given = options.parse_args()
    with contextlib.ExitStack() as stack:
        work = given.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data = given.data or work
        if not (data / "merged.nt").exists():
            command = ["cargo", "bench", "--locked", "--bench", "engine", "--", str(given.projects), "--write", data]
            subprocess.run(command, check=True)
        oxigraph = servers.program("oxigraph")
        all_servers = [servers.ptce(stack, Path(given.ptce).resolve(), data, work, 18870, ["cache_mib=0"])]
        for name, kept in [("oxigraph-memory", False), ("oxigraph-rocksdb", True)]:
            if name not in given.without:
                all_servers.append(servers.oxigraph(stack, oxigraph, data, work, 18871 + kept, kept))
        if "virtuoso" not in given.without and servers.has_virtuoso():
            all_servers.append(servers.virtuoso(stack, data, work, 18873))
        if given.awake:
            stack.enter_context(servers.awake())
        compare(all_servers, data, given.only)


def compare(all_servers, data, only):
    print(f"{'milliseconds':24}" + "".join(f"{server.name:>27}" for server in all_servers) + f"{'best peer':>11}")
    product, slower, asked_queries = 0, [], 0
    for file in sorted(data.glob("*.rq")):
        name, query = file.stem[3:], file.read_text()
        if only not in name:
            continue
        is_graph = name == "describe"
        accept = "application/n-triples, text/plain;q=0.5" if is_graph else "text/csv"
        times = {server.name: ([], []) for server in all_servers}
        counts, begin, rounds = {}, time.perf_counter(), 0
        order, shuffled = list(all_servers), random.Random(name)
        while rounds < ROUNDS[0] or (rounds < ROUNDS[1] and time.perf_counter() - begin < SECONDS):
            rounds += 1
            shuffled.shuffle(order)
            for server in order:
                elapsed, cpu, body = asked(server, query, accept)
                # The first time is for what is read and made once.
                if rounds > 1:
                    times[server.name][0].append(elapsed * 1e3)
                    times[server.name][1].append(cpu * 1e3)
                counts[server.name] = rows(body, is_graph)
        medians = {server: (statistics.median(elapsed), statistics.fmean(cpu)) for server, (elapsed, cpu) in times.items()}
        best = min((median, server) for server, (median, _) in medians.items() if server != "ptce")
        ratio = best[0] / medians["ptce"][0]
        product, asked_queries = product + math.log(ratio), asked_queries + 1
        if ratio < 1:
            slower.append(f"{name} ({best[1]}, {ratio:.2f})")
        cells = "".join(f"{medians[s.name][0]:>13.2f} (cpu {medians[s.name][1]:>7.2f})" for s in all_servers)
        print(f"{name:24}{cells}{ratio:>10.2f}", flush=True)
        if len(set(counts.values())) > 1:
            print(f"    other numbers of rows: {counts}")
    if not asked_queries:
        sys.exit(f"no query has {only!r} in its name")
    print(f"geometric mean against the best peer of each query: {math.exp(product / asked_queries):.2f}")
    print("slower than the best peer: " + (", ".join(slower) or "none"))


if __name__ == "__main__":
    main()
