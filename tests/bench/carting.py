"""Races of cart-abandon-report against DuckDB and wc, over a log of shop events; part of tests/bench/run."""
import os
import shutil
import statistics
import subprocess
import sys
import time

LINES, MANY = 2_000_000, 20_000_000
FIGURES = "--now 2027-06-01T00:00:00Z --by day,device,currency --format csv"


def clock(command, env, out="/dev/null"):
    """Run a command of the shell; return wall seconds and the peak memory of its largest process, in MiB."""
    with open(out, "wb") as sink:
        start = time.monotonic()
        child = subprocess.Popen(["sh", "-c", command], stdout=sink, stderr=subprocess.DEVNULL, env=env)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"tests/bench/run: status {os.waitstatus_to_exitcode(status)}: {command}")
    return wall, usage.ru_maxrss / 1024


def race(name, ours, theirs, most, pairs, env):
    """Run both in turn; print how much of the peer's time ours takes, which is to be MOST or less."""
    mine, peer, peak = [], [], 0.0
    for k in range(pairs + 1):
        a, memory = clock(ours, env)
        b, _ = clock(theirs, env)
        if k > 0:
            mine.append(a)
            peer.append(b)
            peak = max(peak, memory)
    ratios = [a / b for a, b in zip(mine, peer)]
    print(f"{name:44} {statistics.median(mine):8.3f} {statistics.median(peer):8.3f} {statistics.median(ratios):7.3f} "
          f"{min(ratios):6.3f}..{max(ratios):<6.3f} {most:7.2f} {peak:9.1f}", flush=True)


def make_log(work, peers, n):
    path = os.path.join(work, f"events-{n}.jsonl")
    if not os.path.exists(path):
        program = os.path.join(work, "gen-events")
        subprocess.run(["cc", "-O2", "-o", program, os.path.join(peers, "gen-events.c"), "-lm"], check=True)
        with open(path + ".part", "wb") as out:
            subprocess.run([program, str(n), "1"], stdout=out, check=True)
        os.rename(path + ".part", path)
    return path


def compare_cells(work, log, env):
    """Say whether every cell is what DuckDB finds."""
    clock(f"cart-abandon-report {FIGURES} {log} | tail -n +2 | LC_ALL=C sort", env, os.path.join(work, "cells"))
    clock(f"cd {work} && node duckdb-funnel.js {log} tuned 2 | LC_ALL=C sort", env, os.path.join(work, "cells-duckdb"))
    with open(os.path.join(work, "cells"), "rb") as a, open(os.path.join(work, "cells-duckdb"), "rb") as b:
        print("# the cells by day, device and currency: " + ("every one is DuckDB's" if a.read() == b.read() else "THEY DIFFER"))


def race_all(work, peers, env, pairs):
    for file in ("gen-events.c", "duckdb-funnel.js"):
        if not os.path.exists(os.path.join(peers, file)):
            print(f"# no {file} in {peers}: the races of cart-abandon-report are left out")
            return
    shutil.copy(os.path.join(peers, "duckdb-funnel.js"), work)
    log = make_log(work, peers, LINES)
    ours = f"cart-abandon-report {FIGURES} {log}"
    duckdb = f"cd {work} && node duckdb-funnel.js {log} tuned 2"
    compare_cells(work, log, env)
    print(f"{'race':44} {'ours, s':>8} {'peer, s':>8} {'ours/it':>7} {'min..max':>14} {'at most':>7} {'peak, MiB':>9}")
    race("figures : DuckDB, tuned, two threads", ours, duckdb, 0.27, pairs, env)
    race("figures : wc -l", ours, f"wc -l {log}", 4.0, pairs, env)
    race("the whole report : DuckDB's figures", f"cart-abandon-report {log}", duckdb, 0.40, pairs, env)
    race("figures through a pipe : cat | wc -l", f"cat {log} | cart-abandon-report {FIGURES}", f"cat {log} | wc -l", 2.5, pairs, env)
    race_states(work, log, env, pairs)


def race_states(work, log, env, pairs):
    """How many visits a second are merged."""
    state = os.path.join(work, "state.jsonl")
    clock(f"cart-abandon-report --partial {log}", env, state)
    with open(state, "rb") as lines:
        visits = sum(1 for line in lines if line.startswith(b'{"type":"visit",'))
    walls = [clock(f"cart-abandon-report --merge {state}", env)[0] for _ in range(pairs + 1)][1:]
    rates = [visits / wall for wall in walls]
    print(f"# {visits} visits of a state: {statistics.median(rates):,.0f} merged a second, report and all "
          f"({min(rates):,.0f}..{max(rates):,.0f}; wanted: 1,000,000)", flush=True)


def grow(work, peers, env, pairs):
    """Ten times the lines: ten times the time, and memory below the cap and 150 MiB."""
    if not os.path.exists(os.path.join(peers, "gen-events.c")):
        return
    small, large = make_log(work, peers, LINES), make_log(work, peers, MANY)
    print(f"\n{'20,000,000 lines with --memory 256M':44} {'2M, s':>8} {'20M, s':>8} {'ratio':>7} {'min..max':>14} {'at most':>7} {'peak, MiB':>9}")
    for name, options in (("figures", FIGURES), ("the whole report", "")):
        a, b, peak = [], [], 0.0
        for k in range(pairs + 1):
            one, _ = clock(f"cart-abandon-report --memory 256M {options} {small}", env)
            ten, memory = clock(f"cart-abandon-report --memory 256M {options} {large}", env)
            if k > 0:
                a.append(one)
                b.append(ten)
                peak = max(peak, memory)
        ratios = [y / x for x, y in zip(a, b)]
        print(f"{name:44} {statistics.median(a):8.3f} {statistics.median(b):8.3f} {statistics.median(ratios):7.2f} "
              f"{min(ratios):6.2f}..{max(ratios):<6.2f} {11.5:7.2f} {peak:9.1f}", flush=True)
