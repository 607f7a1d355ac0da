"""usage: python -m siting [--folder DIR] [--only NAME,…] [--seconds N] [--customers N]

Each side in a process of its own with one thread. Yilu's processor time is that of its whole
process, reading both CSV included; the others' that of theirs, which get arrays. Values are
counted anew from the plans. With --folder the published instances in it are taken too:
peer_instances/*.txt and mclp_ails/Instancias/*.txt."""

import argparse
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

from siting.instances import city, drawn, peer

WORK = Path(__file__).resolve().parent.parent / ".work"
CITIES = [("NewYork", 50, 400), ("NewYork", 100, 400), ("Bronx", 50, 600)]


def ran(command):
    """The last line of what a command says, its processor seconds and its MiB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        return {"error": f"ended with status {status}"}
    told = json.loads(out.strip().splitlines()[-1])
    told["processor"] = used.ru_utime + used.ru_stime
    told["mib"] = used.ru_maxrss // 1024
    return told


def instances(options):
    """Those asked for, made one at a time."""
    few = options.customers
    every = {
        "drawn-100": lambda: drawn("drawn-100", few, 100, 30.0, 5.5, 10),
        "drawn-1000": lambda: drawn("drawn-1000", 10_000, 1_000, 40.0, 1.0, 100, seed=2),
    }
    if options.folder:
        folder = Path(options.folder)
        for path in sorted(folder.glob("peer_instances/*.txt")):
            every[path.stem.split("_")[1]] = lambda path=path: peer(path)
        for name, p, radius in CITIES:
            path = folder / "mclp_ails" / "Instancias" / f"{name}.txt"
            if path.exists():
                every[f"{name}-{p}"] = lambda path=path, p=p, radius=radius: city(path, p, radius)
    asked = options.only.split(",") if options.only else list(every)
    return [every[name]() for name in asked]


def sides(instance, folder, options):
    """The commands to compare."""
    pickled = folder / f"{instance.name}.pickle"
    pickled.write_bytes(pickle.dumps(instance))
    seconds = str(options.seconds)
    other = lambda module: [sys.executable, "-m", f"siting.{module}", str(pickled), seconds]  # noqa: E731
    yilu = [os.environ["BENCH_YILU"], "site", "plan", *instance.write(folder)]
    told = {"yilu": [*yilu, "--seconds", seconds, "--json"], "highs": other("with_highs")}
    if not instance.sphere and len(instance.demand) * len(instance.sites) <= 20_000_000:
        told["spopt"] = other("with_spopt")
    return told


def main():
    parser = argparse.ArgumentParser(prog="bench/run siting")
    parser.add_argument("--folder")
    parser.add_argument("--only")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--customers", type=int, default=2_000_000)
    options = parser.parse_args()
    folder, results = WORK / "siting", WORK / "results"
    folder.mkdir(parents=True, exist_ok=True)
    results.mkdir(parents=True, exist_ok=True)
    every = []
    print("| Instance | Side | covered | bound | proved | processor s | MiB | of Yilu's time |")
    print("|---|---|---|---|---|---|---|---|")
    for instance in instances(options):
        ours = None
        for side, command in sides(instance, folder, options).items():
            told = ran(command)
            if "error" in told:
                print(f"| {instance.name} | {side} | {told['error']} | | | | | |")
                continue
            value = instance.value([int(site) for site in told["chosen"]])
            ours = ours or told["processor"]
            bound = "" if told["bound"] is None else f"{told['bound']:,.0f}"
            print(
                f"| {instance.name} | {side} | {value:,.0f} | {bound} | "
                f"{'yes' if told['proved'] else 'no'} | {told['processor']:.1f} | {told['mib']} | "
                f"{told['processor'] / ours:.1f} x |",
                flush=True,
            )
            every.append({"instance": instance.name, "side": side, "value": value} | told)
    (results / "siting.json").write_text(json.dumps(every, indent=1))


main()
