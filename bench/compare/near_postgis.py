"""PostGIS: nearest by geometry (planar degrees) through its GiST index, prepared, by pgbench."""

import os
import subprocess
from pathlib import Path

import psycopg

from . import databases, place

SETTINGS = "-c enable_seqscan=off -c enable_sort=off -c jit=off"
SEARCH = """SELECT near.id, near.metres FROM queries q CROSS JOIN LATERAL (
  SELECT p.id, ST_DistanceSphere(p.at, q.at) AS metres FROM places p
  WHERE p.amenities & q.need = q.need AND (p.days >> q.weekday) & 1 = 1
    AND p.opens <= q.minute AND q.minute < p.closes
  ORDER BY p.at <-> q.at LIMIT 20) near
WHERE q.id = {number}"""


class Postgis:
    def __init__(self, data):
        self.count = len(data.queries)
        self.url = databases.create("near")
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute("CREATE EXTENSION postgis")
            db.execute("""CREATE UNLOGGED TABLE places (id int PRIMARY KEY, lon float8, lat float8,
                amenities int2, days int2, opens int2, closes int2, at geometry)""")
            db.execute("""CREATE UNLOGGED TABLE queries (id int PRIMARY KEY, lon float8, lat float8,
                need int2, minute int2, weekday int, at geometry)""")
            copy(db, "places (id, lon, lat, amenities, days, opens, closes)", data.places)
            copy(db, "queries (id, lon, lat, need, minute, weekday)", data.queries)
            for table in ["places", "queries"]:
                db.execute(f"UPDATE {table} SET at = ST_SetSRID(ST_MakePoint(lon, lat), 4326)")
            db.execute("CREATE INDEX ON places USING gist (at)")
            db.execute("VACUUM FULL ANALYZE places")
            db.execute("VACUUM FULL ANALYZE queries")

    def __enter__(self):
        self.db = psycopg.connect(self.url, autocommit=True, options=SETTINGS)
        return self

    def __exit__(self, *_):
        self.db.close()

    def ask(self, number):
        found = self.db.execute(SEARCH.format(number=number + 1)).fetchall()
        return sorted(found, key=lambda one: one[1])

    def measure(self, clients, seconds):
        script, log = place.DATA / "near.sql", place.DATA / "near-log"
        draw = f"\\set number random(1, {self.count})\n"
        script.write_text(draw + SEARCH.format(number=":number") + ";\n")
        command = [newest("pgbench"), "-n", "-M", "prepared", "-f", script, "-c", clients]
        command += ["-j", 2, "-T", max(1, round(seconds)), "-l", f"--log-prefix={log}", self.url]
        environment = os.environ | {"PGOPTIONS": SETTINGS}
        ran = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, env=environment
        )
        if ran.returncode:
            raise SystemExit(f"bench: pgbench: {ran.stderr.strip()[-2000:]}")
        took = []
        for path in place.DATA.glob("near-log.*"):
            took += [int(line.split()[2]) for line in path.read_text().splitlines()]
            path.unlink()
        took.sort()
        rate = next(line.split()[2] for line in ran.stdout.splitlines() if line.startswith("tps"))
        return {
            "per_second": float(rate),
            "p50_ms": quantile(took, 50),
            "p99_ms": quantile(took, 99),
            "bad": {},
            "load": round(os.getloadavg()[0], 1),
        }


def quantile(micros, share):
    return micros[min(len(micros) - 1, len(micros) * share // 100)] / 1_000


def copy(db, table, rows):
    with db.cursor().copy(f"COPY {table} FROM STDIN") as out:
        for row in rows:
            out.write_row([int(value) if value == int(value) else float(value) for value in row])


def newest(program):
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return found[-1] if found else program
