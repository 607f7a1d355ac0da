"""usage: python -m linkage.score clusters TRUTH.csv CLUSTERS.csv | febrl LINKS.csv

Precision, recall and F1, the same for every side."""

import json
import sys

import pandas


def f1(right, told, true):
    precision, recall = right / max(told, 1), right / max(true, 1)
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
    }


def pairs_in(sizes):
    return int((sizes * (sizes - 1) // 2).sum())


def clusters(truth, found):
    """All pairs inside clusters against all pairs of rows of one person."""
    both = pandas.read_csv(truth).merge(pandas.read_csv(found), on="unique_id", validate="1:1")
    if len(both) != len(pandas.read_csv(truth)):
        raise SystemExit(f"bench: {found} does not hold every row")
    right = pairs_in(both.groupby(["person", "cluster_id"]).size())
    told = pairs_in(both.groupby("cluster_id").size())
    return f1(right, told, pairs_in(both.groupby("person").size()))


def febrl(found):
    """FEBRL 4: rec-N-org is rec-N-dup-0, for 5,000 N. The best of three thresholds."""
    links = pandas.read_csv(found)
    number = lambda ids: ids.str.split("-").str[1]  # noqa: E731
    links["right"] = number(links["id_a"]) == number(links["id_b"])
    by_threshold = {}
    for least in (0.5, 0.9, 0.99):
        kept = links[links["probability"] >= least]
        by_threshold[least] = f1(int(kept["right"].sum()), len(kept), 5_000)
    best = max(by_threshold, key=lambda least: by_threshold[least]["f1"])
    return by_threshold[best] | {"threshold": best}


print(json.dumps({"clusters": clusters, "febrl": febrl}[sys.argv[1]](*sys.argv[2:])))
