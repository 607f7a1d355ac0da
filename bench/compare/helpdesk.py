"""django-helpdesk under gunicorn with two workers."""

import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from urllib.parse import urlencode

from . import databases, place

TOKEN = "a" * 32
BODY = (
    "Battery cabinet at the east gate is out of order since yesterday. At noon six riders waited "
    "there and had to drive two kilometres to the next one. Please send someone to repair it."
)


class Helpdesk:
    """One engine's installation: seeded once, copied for every round."""

    def __init__(self, engine):
        self.engine = engine
        self.seed = place.DATA / f"helpdesk-{engine}"
        self.data = place.DATA / f"helpdesk-{engine}-round"
        self.port = place.free_port()

    def prepare(self, tickets):
        shutil.rmtree(self.seed, ignore_errors=True)
        self.seed.mkdir(parents=True)
        if self.engine == "postgres":
            databases.create("helpdesk_seed")
        environment = self._environment(self.seed, "helpdesk_seed")
        for step in (["-m", "django", "migrate", "--verbosity", "0"], ["seed.py", str(tickets)]):
            ran = subprocess.run(
                [sys.executable, *step],
                cwd=place.BENCH / "helpdesk",
                env=environment,
                capture_output=True,
                text=True,
            )
            if ran.returncode:
                raise SystemExit(f"bench: helpdesk: {ran.stderr}")
        seeded = json.loads(ran.stdout.splitlines()[-1])
        self.session, self.queue = seeded["session"], seeded["queue"]

    @contextlib.contextmanager
    def serving(self):
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(self.seed, self.data)
        if self.engine == "postgres":
            databases.create("helpdesk_round", template="helpdesk_seed")
        command = [sys.executable, "-m", "gunicorn", "wsgi:application", "--workers", "2"]
        command += ["--worker-class", "gthread", "--threads", "4", "--keep-alive", "75"]
        command += ["--bind", f"127.0.0.1:{self.port}", "--no-control-socket"]
        options = {
            "cwd": place.BENCH / "helpdesk",
            "env": self._environment(self.data, "helpdesk_round"),
        }
        url = f"http://127.0.0.1:{self.port}/tickets/submit/"
        with place.process(f"helpdesk-{self.engine}", command, url, **options):
            yield self.port

    def report(self):
        """The public form, with Django's double-submitted token against forgery."""
        headers = [
            ["Content-Type", "application/x-www-form-urlencoded"],
            ["Cookie", f"csrftoken={TOKEN}"],
        ]
        form = {
            "csrfmiddlewaretoken": TOKEN,
            "queue": self.queue,
            "priority": 3,
            "submitter_email": "rider@example.org",
            "title": "Cabinet",
            "body": BODY,
        }
        body = urlencode(form).replace("Cabinet", "Cabinet+{n}", 1)
        return [[{"method": "POST", "path": "/tickets/submit/", "headers": headers, "body": body}]]

    def list(self):
        """The ticket list, then the rows that its script asks for: 25 of them."""
        headers = {"Cookie": f"sessionid={self.session}"}
        shell = "/tickets/"
        url = f"http://127.0.0.1:{self.port}{shell}"
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            page = answer.read().decode()
        rows = re.search(r"/datatables_ticket_list/[^\"']+", page).group()
        rows += "?draw=1&start=0&length=25"
        url = f"http://127.0.0.1:{self.port}{rows}"
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            count = len(json.load(answer)["data"])
        if count != 25:
            raise SystemExit(f"bench: helpdesk's list has {count} rows, not 25")
        headers = list(map(list, headers.items()))
        return [[{"path": shell, "headers": headers}, {"path": rows, "headers": headers}]]

    def count(self):
        question = "SELECT count(*) FROM helpdesk_ticket"
        if self.engine == "postgres":
            return databases.ask(databases.url("helpdesk_round"), question)[0]
        with contextlib.closing(sqlite3.connect(self.data / "helpdesk.sqlite3")) as connection:
            return connection.execute(question).fetchone()[0]

    def _environment(self, data, database):
        environment = os.environ | {
            "HELPDESK_HOME": str(data),
            "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONPATH": str(place.BENCH / "helpdesk"),
        }
        if self.engine == "postgres":
            for key, value in databases.parts(database).items():
                environment[f"HELPDESK_POSTGRES_{key}"] = value
        return environment
