"""Durable reports per second: the bare engine writing the same rows, Yilu and django-helpdesk
through HTTP, in turn, each on a fresh copy of its data."""

from . import databases, load, place
from .helpdesk import Helpdesk
from .told import Told
from .yilu import Yilu

TARGETS = {
    ("sqlite", "bare"): 0.5,
    ("postgres", "bare"): 0.6,
    ("sqlite", "helpdesk"): 20,
    ("postgres", "helpdesk"): 20,
}
# In the peer's store before it begins.
TICKETS = 100


def run(options):
    told = Told("reports", "yilu")
    for engine in options.engines:
        yilu, helpdesk = Yilu(engine), Helpdesk(engine)
        yilu.prepare(workers=max(options.clients))
        helpdesk.prepare(TICKETS)
        texts, cases = sample(yilu)
        for clients in options.clients:
            for number in range(1, options.rounds + 1):
                sides = {
                    "bare": lambda: bare(engine, clients, options.seconds, texts),
                    "yilu": lambda: ours(yilu, cases, clients, options.seconds),
                    "helpdesk": lambda: peer(helpdesk, clients, options.seconds),
                }
                for side, measure in sides.items():
                    if side in options.sides:
                        told.note(engine, side, clients, number, measure())
    told.save()
    told.table(TARGETS)


def sample(yilu):
    """A short run, for the texts of a true report; and the number of cases in the seed."""
    with yilu.serving() as port:
        done = load.http(port, yilu.report(), [201], 1, 5, 0, yilu.tokens, stop_after=3)
    return yilu.texts(), yilu.count() - done["acknowledged"]


def bare(engine, clients, seconds, texts):
    if engine == "postgres":
        store = databases.create("bare")
    else:
        store = str(place.DATA / "bare.sqlite")
    plan = {"store": store, "clients": clients, "seconds": seconds, "warm_seconds": 1.5}
    return load.limits(engine, plan | {"texts": texts})


def ours(yilu, cases, clients, seconds):
    with yilu.serving() as port:
        result = load.http(port, yilu.report(), [201], clients, seconds, tokens=yilu.tokens)
    return checked(result, yilu.count() - cases)


def peer(helpdesk, clients, seconds):
    with helpdesk.serving() as port:
        result = load.http(port, helpdesk.report(), [302], clients, seconds)
    return checked(result, helpdesk.count() - TICKETS)


def checked(result, rows):
    """What was acknowledged is there, and nothing else."""
    if rows != result["acknowledged"]:
        acknowledged, bad = result["acknowledged"], result["bad"]
        told = f"bench: {rows} rows for {acknowledged} acknowledged (bad answers {bad})"
        if rows < acknowledged or not bad:
            raise SystemExit(told)
    return result
