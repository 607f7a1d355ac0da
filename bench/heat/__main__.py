"""usage: python -m heat [--positions N] [--rounds N] [--seed N] [--made N]

Sides run alternately, each in a process of its own, on the same file. Yilu counts positions and
distinct workers by cell, hour and occupation, the other positions by cell and hour. Afterwards
`made` positions are made on the fly and counted, protected and exactly, for the memory that takes:
the largest resident set of the process."""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

WORK = Path(__file__).resolve().parent.parent / ".work"
BUILD = Path(os.environ["BENCH_HEAT"]) / "build"


def ran(command):
    """What the command tells, with its processor seconds and MiB."""
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    out, errors = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"bench: {command}: {errors[-2000:]}")
    told = json.loads(out.strip().splitlines()[-1])
    processor = round(used.ru_utime + used.ru_stime, 2)
    return told | {"processor": processor, "mib": used.ru_maxrss // 1024}


def asked(module, *arguments):
    command = [sys.executable, "-m", f"heat.{module}", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def compared(folder, kind, rounds):
    """Both sides in every round."""
    positions, ours, theirs = (folder / name for name in (f"positions.{kind}", "a.csv", "b.csv"))
    told = {"yilu": [], "h3ronpy + polars": []}
    for number in range(1, rounds + 1):
        told["yilu"].append(ran([BUILD, positions, ours]))
        other = [sys.executable, "-m", "heat.with_h3ronpy", positions, theirs]
        told["h3ronpy + polars"].append(ran(other))
        print(f"round {number} {kind}: {json.dumps({k: v[-1] for k, v in told.items()})}", flush=True)
    agreed = json.loads(asked("agree", ours, theirs))
    if not agreed["same"]:
        raise SystemExit("bench: the sides do not agree")
    print(f"{kind}: both count the same: {json.dumps(agreed)}", flush=True)
    return told


def table(kind, positions, told):
    print(f"\n{positions:,} positions from {kind}\n")
    print("| Side | seconds | positions a second | processor s | MiB | Yilu is quicker, by round |")
    print("|---|---|---|---|---|---|")
    for name, results in told.items():
        of = lambda key, results=results: statistics.median(one[key] for one in results)  # noqa: E731
        ratios = [b["seconds"] / a["seconds"] for a, b in zip(told["yilu"], results, strict=True)]
        listed = ", ".join(f"{ratio:.1f}" for ratio in ratios)
        quicker = f"{statistics.median(ratios):.1f} x ({listed})" if name != "yilu" else ""
        seconds = of("seconds")
        print(
            f"| {name} | {seconds:.2f} | {positions / seconds:,.0f} "
            f"| {of('processor'):.1f} | {of('mib'):.0f} | {quicker} |"
        )
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(prog="bench/run heat")
    parser.add_argument("--positions", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--made", type=int, default=100_000_000)
    options = parser.parse_args()
    folder = WORK / "heat"
    folder.mkdir(parents=True, exist_ok=True)
    asked("positions", folder, options.positions, options.seed)
    kinds = ("parquet", "csv")
    results = {kind: compared(folder, kind, options.rounds) for kind in kinds}
    for kind in kinds:
        table(kind, options.positions, results[kind])
    for arguments in (["--noise"], []):
        told = ran([BUILD, "made", options.made, *arguments])
        results[" ".join(["made", *arguments])] = told
        print(f"made on the fly {' '.join(arguments)}: {json.dumps(told)}", flush=True)
    (WORK / "results").mkdir(exist_ok=True)
    (WORK / "results" / "heat.json").write_text(json.dumps(results, indent=1))


main()
