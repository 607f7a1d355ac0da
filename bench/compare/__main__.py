"""usage: python -m compare reports|pages [--engines sqlite,postgres] [--clients 16,64] ..."""

import argparse
import signal
import sys

from . import pages, reports

SIDES = "bare,hello,yilu,helpdesk"


def listed(kind):
    return lambda text: [kind(part) for part in text.split(",")]


def main():
    parser = argparse.ArgumentParser(prog="bench/run")
    parser.add_argument("name", choices=["reports", "pages"])
    parser.add_argument("--engines", type=listed(str), default=["sqlite", "postgres"])
    parser.add_argument("--clients", type=listed(int), default=[16, 64])
    parser.add_argument("--sides", type=listed(str), default=SIDES.split(","))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    # An orderly end stops every server that was started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    {"reports": reports, "pages": pages}[options.name].run(options)


main()
