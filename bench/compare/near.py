"""The nearest 20 of 200,000 places with amenities and open at a time, 16 clients: Yilu through its
HTTP API; a bare HTTP server around rstar; PostGIS (geometry KNN) and Redis (GEOSEARCH with a filter
in Lua), each in its own protocol. And Yilu's engine beside rstar in one process."""

import contextlib
import json
import shutil
import subprocess
import urllib.request

from . import load, near_data, place
from .near_postgis import Postgis
from .near_redis import Redis
from .told import Told

SIDES = ["yilu", "bare", "postgis", "redis"]
TARGETS = {("memory", "bare"): 0.85, ("memory", "postgis"): 5, ("memory", "redis"): 20}
# Answers that are compared with looking at every place.
CHECKED = 300
THREADS = 2


def run(options):
    folder = options.folder or place.WORK / "near"
    near_data.ready(folder)
    data = near_data.Data(folder)
    in_process(data, options)
    sides = {"yilu": Yilu, "bare": Bare, "postgis": Postgis, "redis": Redis}
    told = Told("nearby", "yilu")
    with contextlib.ExitStack() as stack:
        chosen = [name for name in sides if name in options.sides]
        ready = {name: stack.enter_context(sides[name](data)) for name in chosen}
        for name, side in ready.items():
            check(name, side, data)
        for clients in options.clients:
            for number in range(1, options.rounds + 1):
                for name, side in ready.items():
                    result = side.measure(clients, options.seconds)
                    told.note("memory", name, clients, number, result)
    told.save()
    told.table(TARGETS)


def in_process(data, options):
    """Searches a second without HTTP; what a change costs."""
    for name in ["rstar", "nearby"]:
        plan = {"folder": str(data.folder), "side": name, "threads": THREADS}
        result = load.limits("near", plan | {"seconds": options.seconds})
        print(f"in process: {name} {result['per_second']:,.0f}/s p99 {result['p99_ms']:.2f} ms")
    cost = load.limits("near-update", {"folder": str(data.folder), "changes": 5_000})
    print(f"in process: {json.dumps(cost)}", flush=True)


def check(name, side, data):
    """Refuses to measure one of ours that does not find the nearest. PostGIS orders by planar
    degrees and Redis keeps positions to half a metre, so of them it is told how many of the twenty
    are the right ones."""
    same, right, known = 0, 0, 0
    for number in range(CHECKED):
        truth, found = data.truth(number), side.ask(number)
        alike = [one for one, _ in found] == [one for one, _ in truth]
        same += alike and all(
            abs(told - metres) < 0.11 for (_, told), (_, metres) in zip(found, truth, strict=True)
        )
        right += len({one for one, _ in found} & {one for one, _ in truth})
        known += len(truth)
    print(
        f"{name}: {same} of {CHECKED} answers equal to looking at every place, "
        f"{right / known:.2%} of the places the right ones",
        flush=True,
    )
    if same < CHECKED and name in ("yilu", "bare"):
        raise SystemExit(f"bench: {name} does not find the nearest")


def fetched(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return json.load(answer)


class Served:
    """Somebody who answers through HTTP."""

    def __init__(self, data):
        self.port = place.free_port()
        self.paths = self.all_paths(data)

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        self.stack.enter_context(self.server())
        return self

    def __exit__(self, *_):
        self.stack.close()

    def measure(self, clients, seconds):
        pages = [[{"path": path}] for path in self.paths]
        return load.http(self.port, pages, [200], clients, seconds, by_lot=True)

    def ask(self, number):
        found = fetched(self.port, self.paths[number])
        return [(int(str(one["id"]).lstrip("N")), one["metres"]) for one in found]


class Yilu(Served):
    """As a deployment would run it, with places imported by its own command."""

    def __init__(self, data):
        super().__init__(data)
        self.home = place.DATA / "yilu-nearby"
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        file = place.DATA / "places.csv"
        data.write_import(file)
        command = [place.YILU, "import", "places", file, "--data", self.home, "--json"]
        ran = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        last = (ran.stdout.strip().splitlines() or ["{}"])[-1]
        print(f"yilu: {last}", flush=True)
        if ran.returncode or json.loads(last).get("imported") != len(data.places):
            raise SystemExit(f"bench: yilu import places: {ran.stderr.strip()[-2000:]}")

    def all_paths(self, data):
        return list(data.paths())

    def server(self):
        command = [place.YILU, "serve", "--data", self.home, "--listen", f"127.0.0.1:{self.port}"]
        return place.process("yilu-nearby", command, f"http://127.0.0.1:{self.port}/health", 600)


class Bare(Served):
    """rstar behind axum: a query is a number."""

    def __init__(self, data):
        super().__init__(data)
        self.folder = data.folder

    def all_paths(self, data):
        return [f"/near?q={number}" for number in range(len(data.queries))]

    def server(self):
        plan = {"folder": str(self.folder), "port": self.port, "threads": THREADS}
        command = [place.LIMITS, "near-serve", json.dumps(plan)]
        return place.process("near-bare", command, f"http://127.0.0.1:{self.port}/near?q=1")
