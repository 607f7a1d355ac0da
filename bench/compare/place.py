"""Where things are, and small helpers around processes and ports."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

BENCH = Path(__file__).resolve().parent.parent
WORK = BENCH / ".work"
DATA = WORK / "data"
RESULTS = WORK / "results"
LIMITS = Path(os.environ["BENCH_LIMITS"])
YILU = Path(os.environ["BENCH_YILU"])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@contextlib.contextmanager
def process(name, command, url, seconds=60, **options):
    """Runs a server until the block ends; its output goes to a log that an error names."""
    log = WORK / f"{name}.log"
    with log.open("ab") as out:
        options = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out} | options
        server = subprocess.Popen(list(map(str, command)), **options)
    try:
        until = time.monotonic() + seconds
        while not answers(url):
            if server.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"bench: {name} does not answer; see {log}")
            time.sleep(0.1)
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
