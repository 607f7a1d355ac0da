"""Redis: GEOSEARCH with growing radius, filtered by a script at the server, by redis-benchmark."""

import contextlib
import csv
import io
import os
import subprocess
import time

from . import place

# A place's conditions are in its name; a query is looked up by number, as the bare server does.
SCRIPT = """
local query = redis.call('HGET', KEYS[2], tonumber(ARGV[1]))
local lon, lat, need, minute, weekday = string.match(query, '(%S+) (%S+) (%d+) (%d+) (%d+)')
need, minute, weekday = tonumber(need), tonumber(minute), bit.lshift(1, tonumber(weekday))
local reach = 0.5
while true do
  local near = redis.call('GEOSEARCH', KEYS[1], 'FROMLONLAT', lon, lat,
    'BYRADIUS', reach, 'km', 'ASC', 'WITHDIST')
  local found = {}
  for _, one in ipairs(near) do
    local id, has, days, opens, closes = string.match(one[1], '(%d+):(%d+):(%d+):(%d+):(%d+)')
    if bit.band(tonumber(has), need) == need and bit.band(tonumber(days), weekday) ~= 0
        and tonumber(opens) <= minute and minute < tonumber(closes) then
      found[#found + 1] = id
      found[#found + 1] = one[2]
      if #found == 40 then return found end
    end
  end
  if reach > 1000 then return found end
  reach = reach * 2
end
"""


class Redis:
    def __init__(self, data):
        self.data = data
        self.port = place.free_port()

    def __enter__(self):
        command = ["redis-server", "--bind", "127.0.0.1", "--port", self.port, "--save", ""]
        command += ["--appendonly", "no", "--dir", place.DATA]
        log = (place.WORK / "redis.log").open("ab")
        self.server = subprocess.Popen(list(map(str, command)), stdout=log, stderr=log)
        until = time.monotonic() + 30
        while self.told("PING") != "PONG":
            if self.server.poll() is not None or time.monotonic() > until:
                raise SystemExit("bench: redis-server does not answer; see bench/.work/redis.log")
            time.sleep(0.1)
        self.fill()
        self.script = self.told("SCRIPT", "LOAD", SCRIPT)
        return self

    def __exit__(self, *_):
        self.server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.server.wait(30)

    def fill(self):
        commands = []
        for number, lon, lat, *rest in self.data.places:
            name = ":".join(str(int(value)) for value in [number, *rest])
            commands.append(["GEOADD", "places", f"{lon:.6f}", f"{lat:.6f}", name])
        for number, (_, lon, lat, *rest) in enumerate(self.data.queries):
            text = f"{lon:.6f} {lat:.6f} " + " ".join(str(int(value)) for value in rest)
            commands.append(["HSET", "queries", str(number), text])
        text = "".join(packed(command) for command in commands)
        told = subprocess.run(
            ["redis-cli", "-p", str(self.port), "--pipe"], input=text, capture_output=True, text=True
        )
        if "errors: 0" not in told.stdout:
            raise SystemExit(f"bench: redis-cli --pipe: {told.stdout} {told.stderr}")

    def told(self, *command):
        ran = subprocess.run(
            ["redis-cli", "-p", str(self.port), *command], capture_output=True, text=True
        )
        return ran.stdout.strip()

    def ask(self, number):
        lines = self.told("EVALSHA", self.script, "2", "places", "queries", str(number)).split()
        # Redis keeps positions in 52 bits: half a metre.
        return [(int(id), float(km) * 1_000) for id, km in zip(lines[::2], lines[1::2])]

    def measure(self, clients, seconds):
        rate = float(self.run(clients, 500)["rps"])
        row = self.run(clients, max(1_000, round(rate * seconds)))
        return {
            "per_second": float(row["rps"]),
            "p50_ms": float(row["p50_latency_ms"]),
            "p99_ms": float(row["p99_latency_ms"]),
            "bad": {},
            "load": round(os.getloadavg()[0], 1),
        }

    def run(self, clients, count):
        command = ["redis-benchmark", "-p", self.port, "-c", clients, "-n", count, "--csv"]
        command += ["-r", len(self.data.queries), "EVALSHA", self.script, 2, "places", "queries"]
        ran = subprocess.run(
            list(map(str, command + ["__rand_int__"])), capture_output=True, text=True
        )
        rows = list(csv.DictReader(io.StringIO(ran.stdout)))
        if ran.returncode or not rows:
            raise SystemExit(f"bench: redis-benchmark: {ran.stdout} {ran.stderr}")
        return rows[0]


def packed(command):
    parts = [f"${len(part.encode())}\r\n{part}\r\n" for part in command]
    return f"*{len(command)}\r\n" + "".join(parts)
