"""usage: python -m heat.with_h3ronpy POSITIONS CELLS

Positions of a file counted by cell of resolution 9 and hour; the clock begins after the imports."""

import json
import sys
import time

import polars
from h3ronpy.vector import coordinates_to_cells


def main():
    positions, cells = sys.argv[1:3]
    begun = time.monotonic()
    wanted = ["time", "lon", "lat"]
    if positions.endswith(".parquet"):
        table = polars.read_parquet(positions, columns=wanted)
    else:
        table = polars.read_csv(positions, columns=wanted, try_parse_dates=True)
    cell = coordinates_to_cells(table["lat"].to_numpy(), table["lon"].to_numpy(), 9)
    counted = (
        table.select(polars.col("time").dt.hour().alias("hour"))
        .with_columns(polars.Series(cell).alias("cell"))
        .group_by("cell", "hour")
        .len()
    )
    counted.write_csv(cells)
    print(json.dumps({"seconds": time.monotonic() - begun, "rows": counted.height}))


main()
