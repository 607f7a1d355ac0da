"""Runs `limits`: the bare engines, and the load on servers."""

import json
import os
import subprocess

from .place import LIMITS


def limits(what, argument):
    ran = subprocess.run(
        [LIMITS, what, "-"], input=json.dumps(argument), capture_output=True, text=True
    )
    if ran.returncode:
        raise SystemExit(f"bench: limits {what}: {ran.stderr.strip()}")
    return json.loads(ran.stdout) | {"load": round(os.getloadavg()[0], 1)}


def http(port, pages, expect, clients, seconds, warm=1.5, tokens=(), stop_after=None, by_lot=False):
    """Asks for pages (lists of requests) for some seconds; each connection for its own page, or all
    by lot."""
    return limits(
        "http",
        {
            "address": f"127.0.0.1:{port}",
            "clients": clients,
            "seconds": seconds,
            "warm_seconds": warm,
            "tokens": list(tokens),
            "pages": pages,
            "expect": expect,
            "stop_after": stop_after,
            "by_lot": by_lot,
        },
    )
