"""usage: python -m heat.positions FOLDER ROWS SEED

Positions of riders in a town of 0.5 by 0.4 degrees on one day, as CSV and as Parquet: all over the
town, so that nothing repeats, which is the hardest case for whoever remembers what came before."""

import sys
from pathlib import Path

import numpy
import polars


def main():
    folder, rows, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    dice = numpy.random.default_rng(seed)
    begin = numpy.datetime64("2026-11-16T00:00:00", "us")
    seconds = dice.integers(0, 86_400, rows)
    table = polars.DataFrame(
        {
            "worker": dice.integers(0, 200_000, rows),
            "time": begin + seconds.astype("timedelta64[s]"),
            "lon": numpy.round(120.05 + dice.random(rows) * 0.5, 6),
            "lat": numpy.round(31.35 + dice.random(rows) * 0.4, 6),
        }
    ).with_columns(("w" + polars.col("worker").cast(str)).alias("worker"), occupation=polars.lit("rider"))
    table.write_parquet(folder / "positions.parquet")
    table.write_csv(folder / "positions.csv", datetime_format="%Y-%m-%d %H:%M:%S")


main()
