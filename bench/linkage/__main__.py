"""usage: python -m linkage [--rows N] [--rounds N] [--seed N]

Sides run alternately, each in a process of its own. Yilu's time is that of its whole process,
reading and writing included; the others' begins after their imports and ends before they write.
Memory is the largest resident set of the process. A process begins with the memory of whoever
started it, so this one stays small: making and scoring run in processes of their own."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

WORK = Path(__file__).resolve().parent.parent / ".work"
EXAMPLES = Path(os.environ["BENCH_LINKAGE"])


def ran(command):
    """Seconds and MiB of a command; its own clock where it tells one."""
    begun = time.monotonic()
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    out, errors = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    if status:
        raise SystemExit(f"bench: {command}: {errors[-2000:]}")
    if out.strip():
        seconds = json.loads(out.strip().splitlines()[-1])["seconds"]
    return {
        "seconds": round(seconds, 3),
        "processor": round(used.ru_utime + used.ru_stime, 2),
        "mib": used.ru_maxrss // 1024,
    }


def asked(module, *arguments):
    """What one of our own modules answers."""
    command = [sys.executable, "-m", f"linkage.{module}", *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def rounds(sides, count, scored):
    """Every side in every round; what each came to."""
    told = {name: [] for name in sides}
    for number in range(1, count + 1):
        for name, (command, result) in sides.items():
            one = ran(command) | scored(result)
            told[name].append(one)
            print(f"round {number} {name}: {json.dumps(one)}", flush=True)
    return told


def table(title, told):
    print(f"\n{title}\n\n| Side | seconds | MiB | precision | recall | F1 | Yilu is quicker, by round |")
    print("|---|---|---|---|---|---|---|")
    for name, results in told.items():
        of = lambda key, results=results: statistics.median(one[key] for one in results)  # noqa: E731
        ratios = [
            one["seconds"] / ours["seconds"]
            for one, ours in zip(results, told["yilu"], strict=True)
        ]
        listed = ", ".join(f"{ratio:.1f}" for ratio in ratios)
        quicker = f"{statistics.median(ratios):.1f} x ({listed})" if name != "yilu" else ""
        quality = " | ".join(f"{of(key):.4f}" for key in ("precision", "recall", "f1"))
        print(f"| {name} | {of('seconds'):.2f} | {of('mib'):.0f} | {quality} | {quicker} |")
    print(flush=True)


def main():
    parser = argparse.ArgumentParser(prog="bench/run linkage")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = WORK / "linkage"
    folder.mkdir(parents=True, exist_ok=True)
    python, here = sys.executable, lambda name: folder / name
    asked("people", folder, options.rows, options.seed)
    side = [python, "-m", "linkage.with_splink", "people", here("people.csv")]
    sides = {
        "yilu": ([EXAMPLES / "people", here("people.csv"), here("yilu.csv")], here("yilu.csv")),
        "splink": ([*side, here("splink.csv")], here("splink.csv")),
    }
    truth = here("truth.csv")
    rows = rounds(sides, options.rounds, lambda found: asked("score", "clusters", truth, found))

    files = [here("a.csv"), here("b.csv")]
    ran([python, "-m", "linkage.with_recordlinkage", "files", *files])
    splink = [python, "-m", "linkage.with_splink", "febrl", *files]
    other = [python, "-m", "linkage.with_recordlinkage", "febrl"]
    sides = {
        "yilu": ([EXAMPLES / "febrl", *files, here("fy.csv")], here("fy.csv")),
        "splink": ([*splink, here("fs.csv")], here("fs.csv")),
        "recordlinkage": ([*other, here("fr.csv")], here("fr.csv")),
    }
    febrl = rounds(sides, options.rounds, lambda found: asked("score", "febrl", found))
    results = WORK / "results"
    results.mkdir(exist_ok=True)
    (results / "linkage.json").write_text(json.dumps({"people": rows, "febrl": febrl}, indent=1))
    table(f"{options.rows:,} rows", rows)
    table("FEBRL 4", febrl)


main()
