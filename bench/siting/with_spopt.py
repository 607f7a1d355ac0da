"""usage: python -m siting.with_spopt INSTANCE.pickle SECONDS

PySAL's spopt as its documentation has it, with HiGHS as its solver."""

import json
import pickle
import sys
import time

import numpy as np
import pulp
from spopt.locate import MCLP


def main():
    with open(sys.argv[1], "rb") as file:
        instance = pickle.load(file)
    begun = time.monotonic()
    apart = instance.demand[:, None, :2] - instance.sites[None, :, :]
    cost = np.hypot(apart[..., 0], apart[..., 1])
    weights = instance.demand[:, 2]
    model = MCLP.from_cost_matrix(cost, weights, instance.radius, p_facilities=instance.p)
    model.solve(pulp.HiGHS(msg=False, threads=1, timeLimit=float(sys.argv[2])), results=False)
    chosen = [
        number for number, open_ in enumerate(model.fac_vars) if (open_.value() or 0.0) > 0.5
    ]
    proved = model.problem.sol_status == pulp.LpSolutionOptimal
    told = {"bound": None, "proved": proved, "chosen": chosen}
    print(json.dumps(told | {"seconds": time.monotonic() - begun}))


main()
