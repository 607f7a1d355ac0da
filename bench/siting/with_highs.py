"""usage: python -m siting.with_highs INSTANCE.pickle SECONDS

Customers that the same sites cover are merged, then HiGHS solves the rest."""

import json
import pickle
import sys
import time

import highspy
import numpy as np


def merged(instance):
    """Rows of sites with their weights."""
    kinds = {}
    parts = max(1, len(instance.demand) * len(instance.sites) // 20_000_000)
    for part in np.array_split(instance.demand, parts):
        bits = np.packbits(instance.covered(part), axis=1)
        keys = bits.view(np.dtype((np.void, bits.shape[1]))).ravel()
        found, place = np.unique(keys, return_inverse=True)
        for key, weight in zip(found, np.bincount(place, part[:, 2]), strict=True):
            kinds[key.tobytes()] = kinds.get(key.tobytes(), 0.0) + weight
    count = len(instance.sites)
    for key, weight in kinds.items():
        sites = np.flatnonzero(np.unpackbits(np.frombuffer(key, np.uint8))[:count])
        if len(sites):
            yield sites, weight


def solve(instance, seconds):
    rows, count = list(merged(instance)), len(instance.sites)
    wide = count + len(rows)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = wide, len(rows) + 1
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([np.zeros(count), [weight for _, weight in rows]])
    model.col_lower_, model.col_upper_ = np.zeros(wide), np.ones(wide)
    model.row_lower_ = np.full(len(rows) + 1, -highspy.kHighsInf)
    model.row_upper_ = np.concatenate([np.zeros(len(rows)), [instance.p]])
    lists = [np.append(sites, count + row) for row, (sites, _) in enumerate(rows)]
    lists.append(np.arange(count))
    values = [np.append(-np.ones(len(sites)), 1.0) for sites, _ in rows] + [np.ones(count)]
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.concatenate([[0], np.cumsum([len(one) for one in lists])])
    matrix.index_, matrix.value_ = np.concatenate(lists), np.concatenate(values)
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole] * count + [part] * len(rows)
    highs = highspy.Highs()
    for name, value in (("threads", 1), ("mip_rel_gap", 0.0), ("time_limit", seconds)):
        highs.setOptionValue(name, value)
    highs.setOptionValue("output_flag", False)
    highs.passModel(model)
    highs.run()
    info, proved = highs.getInfo(), highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    found = np.array(highs.getSolution().col_value[:count])
    return np.flatnonzero(found > 0.5), info.mip_dual_bound, proved


def main():
    with open(sys.argv[1], "rb") as file:
        instance = pickle.load(file)
    begun = time.monotonic()
    chosen, bound, proved = solve(instance, float(sys.argv[2]))
    told = {"bound": bound, "proved": proved, "chosen": chosen.tolist()}
    print(json.dumps(told | {"seconds": time.monotonic() - begun}))


main()
