"""200,000 places and 20,000 queries, the same on every machine, and the truth about them.

places.csv: number, lon, lat, amenities as bits, days as bits from Monday, open from and until in
minutes. queries.csv: number, lon, lat, amenities as bits, minute of the day, weekday from Monday.
Seven places in ten lie in sixty towns of very different size, the others anywhere; amenities are
had by 90 % down to 5 % of the places; a query asks for one or two of them, near some place."""

import csv
import datetime

import numpy

PLACES, QUERIES, TOWNS = 200_000, 20_000, 60
BOX = (116.3, 121.9, 30.7, 35.1)
HAD = [0.9, 0.75, 0.6, 0.5, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05]
AMENITIES = """toilet water rest meal-heating charging phone-charging
    cooling warmth first-aid repair shower wifi""".split()
DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
RADIUS = 6_371_008.8
# A week without holidays or swapped workdays.
MONDAY = datetime.date(2026, 11, 23)


def ready(folder):
    """Makes both files unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "places.csv").exists() and (folder / "queries.csv").exists():
        return
    chance = numpy.random.default_rng(7)
    west, east, south, north = BOX
    towns = numpy.column_stack(
        [chance.uniform(west, east, TOWNS), chance.uniform(south, north, TOWNS)]
    )
    urban = PLACES * 7 // 10
    town = chance.choice(TOWNS, urban, p=chance.dirichlet(numpy.full(TOWNS, 0.7)))
    near = towns[town] + chance.normal(0, [0.08, 0.07], (urban, 2))
    rural = PLACES - urban
    far = numpy.column_stack([chance.uniform(west, east, rural), chance.uniform(south, north, rural)])
    points = chance.permutation(numpy.vstack([near, far])).round(6)
    amenities = sum((chance.random(PLACES) < share) << bit for bit, share in enumerate(HAD))
    days = numpy.where(chance.random(PLACES) < 0.9, 127, chance.integers(1, 128, PLACES))
    always = chance.random(PLACES) < 0.3
    begins = numpy.where(always, 0, chance.integers(12, 22, PLACES) * 30)
    ends = numpy.where(always, 1440, chance.integers(34, 48, PLACES) * 30)
    save(folder / "places.csv", numpy.arange(PLACES), points, [amenities, days, begins, ends])
    asked = points[chance.integers(0, PLACES, QUERIES)] + chance.normal(0, 0.02, (QUERIES, 2))
    second = numpy.where(chance.random(QUERIES) < 0.4, 1 << chance.integers(0, 6, QUERIES), 0)
    need = (1 << chance.integers(0, 12, QUERIES)) | second
    when = [chance.integers(0, 1440, QUERIES), chance.integers(0, 7, QUERIES)]
    save(folder / "queries.csv", numpy.arange(1, QUERIES + 1), asked, [need, *when])


def save(path, numbers, points, whole):
    table = numpy.column_stack([numbers, points, *whole])
    kinds = ["%d", "%.6f", "%.6f"] + ["%d"] * len(whole)
    numpy.savetxt(path, table, fmt=kinds, delimiter=",")


class Data:
    """Both files, read."""

    def __init__(self, folder):
        self.folder = folder
        self.places = numpy.loadtxt(folder / "places.csv", delimiter=",")
        self.queries = numpy.loadtxt(folder / "queries.csv", delimiter=",")

    def write_import(self, path):
        """The places as `yilu import places` takes them."""
        with path.open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow("id kind name lon lat amenities opening_hours".split())
            for number, lon, lat, bits, days, begins, ends in self.places:
                number, bits = int(number), int(bits)
                hours = f"{clock(begins)}-{clock(ends)}"
                if int(days) != 127:
                    named = [day for bit, day in enumerate(DAYS) if int(days) >> bit & 1]
                    hours = f"{','.join(named)} {hours}"
                has = ";".join(named_amenities(bits))
                rows.writerow([code(number), "station", f"驿站 {number}", lon, lat, has, hours])

    def paths(self):
        """Every query as Yilu is asked it."""
        for _, lon, lat, need, minute, weekday in self.queries:
            day = MONDAY + datetime.timedelta(int(weekday))
            at = f"{day}T{clock(minute)}:00%2B08:00"
            asked = ",".join(named_amenities(int(need)))
            place = f"lon={lon:.6f}&lat={lat:.6f}"
            yield f"/api/v1/places/nearby?{place}&k=20&amenities={asked}&open_at={at}"

    def truth(self, number):
        """The twenty nearest by looking at every place: their numbers and metres."""
        _, lon, lat, need, minute, weekday = self.queries[number]
        have, days = self.places[:, 3].astype(int), self.places[:, 4].astype(int)
        fits = (have & int(need) == int(need)) & (days >> int(weekday) & 1 == 1)
        fits &= (self.places[:, 5] <= minute) & (minute < self.places[:, 6])
        found = self.places[fits]
        lons, lats = numpy.radians(found[:, 1]), numpy.radians(found[:, 2])
        lon, lat = numpy.radians(lon), numpy.radians(lat)
        across = numpy.cos(lat) * numpy.cos(lats) * numpy.sin((lons - lon) / 2) ** 2
        chord = numpy.sin((lats - lat) / 2) ** 2 + across
        metres = 2 * RADIUS * numpy.arcsin(numpy.sqrt(chord))
        order = numpy.lexsort((found[:, 0], metres))[:20]
        return [(int(found[at, 0]), float(metres[at])) for at in order]


def clock(minute):
    return f"{int(minute) // 60:02d}:{int(minute) % 60:02d}"


def code(number):
    return f"N{number}"


def named_amenities(bits):
    return [name for bit, name in enumerate(AMENITIES) if bits >> bit & 1]
