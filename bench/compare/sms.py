"""An SMS gateway on this machine that remembers the codes, so that signing in is the real thing."""

import contextlib
import http.server
import json
import re
import threading
import time


class Gateway:
    def __init__(self):
        self.codes = {}
        self.arrived = threading.Condition()

    def take(self, phone, text):
        code = re.search(r"\d{6}", text)
        with self.arrived:
            self.codes[phone[-11:]] = code.group() if code else ""
            self.arrived.notify_all()

    def code(self, phone, seconds=30):
        until = time.monotonic() + seconds
        with self.arrived:
            while phone not in self.codes:
                if not self.arrived.wait(until - time.monotonic()):
                    raise SystemExit(f"bench: no code came for {phone}")
            return self.codes.pop(phone)


@contextlib.contextmanager
def gateway():
    """Yields the gateway and its address."""
    kept = Gateway()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept.take(message["phone"], message["text"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
