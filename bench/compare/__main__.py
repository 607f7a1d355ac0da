"""usage: python -m compare reports|pages|nearby [--engines sqlite,postgres] [--clients 16,64] ..."""

import argparse
import signal
import sys
from pathlib import Path

from . import near, pages, reports

SIDES = "bare,hello,yilu,helpdesk,postgis,redis"


def listed(kind):
    return lambda text: [kind(part) for part in text.split(",")]


def main():
    parser = argparse.ArgumentParser(prog="bench/run")
    parser.add_argument("name", choices=["reports", "pages", "nearby"])
    parser.add_argument("--engines", type=listed(str), default=["sqlite", "postgres"])
    parser.add_argument("--clients", type=listed(int))
    parser.add_argument("--folder", type=Path, help="places.csv and queries.csv, for nearby")
    parser.add_argument("--sides", type=listed(str), default=SIDES.split(","))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    options.clients = options.clients or ([16] if options.name == "nearby" else [16, 64])
    # An orderly end stops every server that was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    {"reports": reports, "pages": pages, "nearby": near}[options.name].run(options)


main()
