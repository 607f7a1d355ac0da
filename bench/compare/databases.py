"""Databases on the private PostgreSQL server that `bench/run` has started."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg


def url(name):
    parts = urlsplit(os.environ["YILU_TEST_POSTGRES"])
    return urlunsplit(parts._replace(path=f"/{name}"))


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
    split = urlsplit(url(name))
    return {
        "NAME": name,
        "USER": split.username,
        "PASSWORD": split.password,
        "HOST": split.hostname,
        "PORT": str(split.port),
    }
