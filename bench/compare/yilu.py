"""Yilu as a deployment would run it: a demo city, workers who signed in with their phones."""

import contextlib
import http.client
import json
import re
import shutil
import sqlite3
import subprocess

from . import databases, load, place, sms

REPORTS = json.loads((place.BENCH / "compare" / "reports.json").read_text())


class Yilu:
    """One engine's deployment: seeded once, copied for every round."""

    def __init__(self, engine):
        self.engine = engine
        self.seed = place.DATA / f"yilu-{engine}"
        self.data = place.DATA / f"yilu-{engine}-round"
        self.port = place.free_port()
        self.tokens = []
        self.clerk = None

    def prepare(self, workers, cases=0):
        """Makes the city, signs in a clerk and workers, files cases in the clerk's street."""
        shutil.rmtree(self.seed, ignore_errors=True)
        database = self._database("yilu_seed")
        if database:
            databases.create("yilu_seed")
        command = self._command("demo", self.seed, database) + ["--days", "1"]
        with self._running(command, stdout=subprocess.PIPE, text=True) as server:
            link = next(line for line in server.stdout if re.match(r"clerk\s", line)).split()[1]
            self.clerk = self._follow(link)
        with sms.gateway() as (phones, address):
            command = self._command("serve", self.seed, database) + ["--sms-url", address]
            with self._running(command):
                me = self._ask("GET", "/api/v1/me", token=self.clerk)
                self.area = me["posts"][0]["area"]
                self.tokens = [self._sign_in(phones, number) for number in range(workers)]
                if cases:
                    self._file(cases)

    @contextlib.contextmanager
    def serving(self):
        """A server on a fresh copy of the seeded deployment."""
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.seed, self.data)
        database = self._database("yilu_round")
        if database:
            databases.create("yilu_round", template="yilu_seed")
        with self._running(self._command("serve", self.data, database)):
            yield self.port

    def report(self, areas=None):
        """Requests that report something, one page each."""
        body = dict(REPORTS["body"])
        return [
            [self._post(body | report | {"area": area})]
            for area in areas or [self.area]
            for report in REPORTS["reports"]
        ]

    def page(self, path):
        """A page as the clerk sees it."""
        cookie = {"Cookie": f"yilu_session={self.clerk}"}
        with contextlib.closing(self._connect()) as connection:
            connection.request("GET", path, headers=cookie)
            answer = connection.getresponse()
            text = answer.read().decode()
        if answer.status != 200:
            raise SystemExit(f"bench: {path}: {answer.status}")
        return text

    def count(self):
        """Cases in the copy, once the server has stopped."""
        return self.ask("SELECT count(*) FROM cases_cases")[0]

    def ask(self, question):
        if self.engine == "postgres":
            return databases.ask(databases.url("yilu_round"), question)
        with contextlib.closing(sqlite3.connect(self.data / "yilu.sqlite")) as connection:
            return connection.execute(question).fetchone()

    def texts(self):
        """The long values of the newest report, for the bare engine to write the same."""
        case = """SELECT c.title, e.payload, c.folded, j.detail, i.body FROM cases_cases c
            JOIN cases_entries e ON e.case_id = c.id AND e.seq = 1
            JOIN storage_journal j ON j.subject = c.id
            JOIN storage_idempotency i ON i.body LIKE '%' || c.number || '%'
            ORDER BY c.created_at DESC LIMIT 1"""
        names = ["title", "payload", "folded", "detail", "answer"]
        return dict(zip(names, self.ask(case), strict=True))

    def _database(self, name):
        return databases.url(name) if self.engine == "postgres" else None

    def _command(self, verb, data, database):
        command = [place.YILU, verb, "--data", data, "--listen", f"127.0.0.1:{self.port}"]
        return command + (["--database", database] if database else [])

    def _running(self, command, **options):
        url = f"http://127.0.0.1:{self.port}/health"
        return place.process(f"yilu-{self.engine}", command, url, seconds=600, **options)

    def _connect(self, source="127.0.0.1"):
        return http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(source, 0)
        )

    def _ask(self, method, path, body=None, token=None, source="127.0.0.1"):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        with contextlib.closing(self._connect(source)) as connection:
            connection.request(method, path, body and json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        if answer.status >= 300:
            raise SystemExit(f"bench: {method} {path}: {answer.status} {text}")
        return json.loads(text) if text else None

    def _follow(self, link):
        """The session behind a demo link."""
        path = re.sub(r"^http://[^/]+", "", link)
        for method in ["GET", "POST"]:
            with contextlib.closing(self._connect()) as connection:
                origin = {"Origin": f"http://127.0.0.1:{self.port}"}
                connection.request(method, path, headers=origin if method == "POST" else {})
                answer = connection.getresponse()
                cookies = answer.headers.get_all("Set-Cookie") or []
                answer.read()
            for cookie in cookies:
                if found := re.match(r"yilu_session=([\w-]+)", cookie):
                    return found.group(1)
        raise SystemExit(f"bench: the demo link {path} signs nobody in")

    def _sign_in(self, phones, number):
        """Codes are limited per address: loopback has many."""
        phone, source = f"139{number:08d}", f"127.0.1.{1 + number // 25}"
        self._ask("POST", "/api/v1/sign-in/code", {"phone": phone}, source=source)
        given = {"phone": phone, "code": phones.code(phone)}
        return self._ask("POST", "/api/v1/sign-in/verify", given, source=source)["token"]

    def _post(self, body):
        headers = [
            ["Authorization", "Bearer {token}"],
            ["Content-Type", "application/json"],
            ["Idempotency-Key", "{uuid}"],
        ]
        text = json.dumps(body, ensure_ascii=False)
        return {"method": "POST", "path": "/api/v1/cases", "headers": headers, "body": text}

    def _file(self, cases):
        done = load.http(
            self.port, self.report(), [201], 16, 120, 0, self.tokens, stop_after=cases
        )
        if done["acknowledged"] != cases:
            raise SystemExit(f"bench: {done['acknowledged']} of {cases} cases filed: {done['bad']}")
