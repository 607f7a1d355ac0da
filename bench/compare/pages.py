"""List pages with 10,000 open cases: Yilu's inbox as a street's clerk sees it, a page of the same
server that says nothing, and django-helpdesk's ticket list with its rows."""

from . import load
from .helpdesk import Helpdesk
from .told import Told
from .yilu import Yilu

CASES = 10_000
ROWS = 50
TARGETS = {
    ("sqlite", "hello"): 0.06,
    ("postgres", "hello"): 0.06,
    ("sqlite", "helpdesk"): 100,
    ("postgres", "helpdesk"): 100,
}
HELLO = [[{"path": "/robots.txt"}]]


def run(options):
    told = Told("pages", "yilu")
    for engine in options.engines:
        yilu, helpdesk = Yilu(engine), Helpdesk(engine)
        yilu.prepare(workers=16, cases=CASES)
        helpdesk.prepare(tickets=CASES)
        for clients in options.clients:
            for number in range(1, options.rounds + 1):
                with yilu.serving() as port:
                    for side, pages in [("hello", HELLO), ("yilu", inbox(yilu))]:
                        if side in options.sides:
                            result = load.http(port, pages, [200], clients, options.seconds)
                            told.note(engine, side, clients, number, result)
                if "helpdesk" in options.sides:
                    with helpdesk.serving() as port:
                        pages = helpdesk.list()
                        result = load.http(port, pages, [200], clients, options.seconds)
                        told.note(engine, "helpdesk", clients, number, result)
    told.save()
    told.table(TARGETS)


def inbox(yilu):
    page = yilu.page("/inbox")
    rows = page.count('href="/desk/cases/')
    if rows < ROWS:
        raise SystemExit(f"bench: the inbox shows {rows} rows, not {ROWS}")
    return [[{"path": "/inbox", "headers": [["Cookie", f"yilu_session={yilu.clerk}"]]}]]
