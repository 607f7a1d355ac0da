"""Databases on the private PostgreSQL server that `bench/run` has started."""

import os
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

import psycopg

SOCKET = os.environ["BENCH_POSTGRES_SOCKET"]


def url(name):
    """Everybody comes through the server's Unix socket, as on any machine with its own database."""
    parts = _server()
    user = f"{quote(parts.username)}:{quote(parts.password)}@"
    place = urlencode({"host": SOCKET, "port": parts.port})
    return urlunsplit(parts._replace(netloc=user, path=f"/{name}", query=place))


def _server():
    return urlsplit(os.environ["YILU_TEST_POSTGRES"])


def _admin(*statements):
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def create(name, template="template0"):
    """An empty database, or a copy of another; one of that name is dropped first."""
    _admin(
        f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
        f"CREATE DATABASE {name} TEMPLATE {template}",
        "CHECKPOINT",
    )
    return url(name)


def ask(database_url, question):
    with psycopg.connect(database_url) as connection:
        return connection.execute(question).fetchone()


def parts(name):
    split = _server()
    return {
        "NAME": name,
        "USER": split.username,
        "PASSWORD": split.password,
        "HOST": SOCKET,
        "PORT": str(split.port),
    }
