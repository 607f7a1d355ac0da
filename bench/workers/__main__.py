"""usage: python -m workers [--rows N] [--rounds N] [--seed N] [--searched N]

Each round: psql COPY with checks in SQL, then `yilu import people` on PostgreSQL and on SQLite, every
one into an empty place; ratios are taken within the round. Yilu's seconds are those of its whole
process. With --searched N, one more roster of N people is taken in on both stores and its phones are
looked up one after the other."""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

from workers import people

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("TMPDIR", HERE.parent / ".work" / "data"))
YILU = os.environ["BENCH_YILU"]
SEARCH = os.environ["BENCH_SEARCH"]
SERVER = os.environ["YILU_TEST_POSTGRES"]
SECONDS_MAX = 1_800


def ran(command, **more):
    """Seconds, processor seconds and MiB of a command, and what it wrote."""
    begun = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True, **more)
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    if status:
        raise SystemExit(f"bench: {command} failed")
    return out, {
        "seconds": round(seconds, 2),
        "processor": round(used.ru_utime + used.ru_stime, 2),
        "mib": used.ru_maxrss // 1024,
    }


def sql(text, database=SERVER):
    command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", text]
    subprocess.run(command, check=True, timeout=SECONDS_MAX)


def database(name):
    sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    sql(f"CREATE DATABASE {name}")
    head, _, query = SERVER.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


def copied(file):
    there = database("bench_copy")
    script = (HERE / "copy.sql").read_text(encoding="utf-8").replace("FILE", f"'{file}'")
    path = DATA / "copy.sql"
    path.write_text(script, encoding="utf-8")
    out, one = ran(["psql", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", there, "-f", path])
    return one | {"taken": int(out.split("ok ")[1].split()[0])}


def imported(file, store):
    """Into an empty place; the place stays."""
    folder = DATA / f"yilu-{store}"
    shutil.rmtree(folder, ignore_errors=True)
    place = ["--data", folder]
    if store == "postgres":
        place += ["--database", database("bench_yilu")]
    out, one = ran([YILU, "import", "people", file, "--whole", "--json", *place])
    told = json.loads(out.strip().splitlines()[-1])
    return one | {"taken": told["new"], "rejected": told["rejected"]}, place


def searched(place, phones):
    arguments = [place[1], *place[3:]]
    process = subprocess.run([SEARCH, *map(str, arguments)], input="\n".join(phones), text=True,
                             check=True, capture_output=True, timeout=SECONDS_MAX)
    return json.loads(process.stdout)


def main():
    parser = argparse.ArgumentParser(prog="python -m workers")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--searched", type=int, default=2_600_000)
    asked = parser.parse_args()
    file = DATA / "workers.csv"
    people.write(file, asked.rows, asked.seed)
    told = {"psql COPY": [], "Yilu on postgres": [], "Yilu on sqlite": []}
    for number in range(1, asked.rounds + 1):
        told["psql COPY"].append(copied(file))
        for store in ("postgres", "sqlite"):
            told[f"Yilu on {store}"].append(imported(file, store)[0])
        for side, rounds in told.items():
            print(f"round {number} {side}: {json.dumps(rounds[-1])}", flush=True)
    print("\n| Side | seconds | processor s | MiB | taken in | quicker than psql COPY, by round |")
    print("|---|---|---|---|---|---|")
    for side, rounds in told.items():
        middle = statistics.median(one["seconds"] for one in rounds)
        pairs = zip(told["psql COPY"], rounds)
        ratios = ", ".join(f"{other['seconds'] / one['seconds']:.2f}" for other, one in pairs)
        last = rounds[-1]
        print(f"| {side} | {middle} | {last['processor']} | {last['mib']} | {last['taken']} | {ratios} |")
    if asked.searched:
        phones = people.write(file, asked.searched, asked.seed + 1)
        for store in ("postgres", "sqlite"):
            one, place = imported(file, store)
            found = searched(place, phones)
            print(f"search {store} among {one['taken']}: {json.dumps(found)}", flush=True)


main()
