"""usage: python -m heat.agree OURS THEIRS

Whether both sides counted the same positions in every cell and hour of that Monday."""

import json
import sys

import polars


def main():
    ours = polars.read_csv(sys.argv[1], schema_overrides={"cell": polars.String})
    ours = ours.select(
        polars.col("cell").str.to_integer(base=16, dtype=polars.UInt64),
        polars.col("hour").cast(polars.Int64),
        polars.col("positions").cast(polars.Int64),
    )
    theirs = polars.read_csv(sys.argv[2], schema_overrides={"cell": polars.UInt64})
    theirs = theirs.select("cell", "hour", positions=polars.col("len").cast(polars.Int64))
    keys = ["cell", "hour"]
    same = ours.sort(keys).equals(theirs.sort(keys))
    print(json.dumps({"same": same, "rows": ours.height, "positions": ours["positions"].sum()}))


main()
