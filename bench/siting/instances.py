"""Instances of maximal covering, published or drawn, as arrays."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

SPHERE = 6_378_100.0


@dataclass
class Instance:
    name: str
    demand: np.ndarray  # x, y, weight
    sites: np.ndarray  # x, y
    p: int
    radius: float
    sphere: bool = False

    def write(self, folder):
        """The two CSV that `yilu site plan` reads, and its arguments."""
        axes = ("lon", "lat") if self.sphere else ("x", "y")
        demand, sites = folder / f"{self.name}-demand.csv", folder / f"{self.name}-sites.csv"
        with demand.open("w") as out:
            out.write(f"{axes[0]},{axes[1]},weight\n")
            for x, y, weight in self.demand.tolist():
                out.write(f"{x!r},{y!r},{weight:g}\n")
        with sites.open("w") as out:
            out.write(f"id,{axes[0]},{axes[1]}\n")
            for number, (x, y) in enumerate(self.sites.tolist()):
                out.write(f"{number},{x!r},{y!r}\n")
        distance = ["--earth-radius", str(SPHERE)] if self.sphere else []
        asked = ["--p", str(self.p), "--radius", str(self.radius), *distance]
        return ["--demand", str(demand), "--candidates", str(sites), *asked]

    def covered(self, demand):
        """For each of these points by which sites it is covered."""
        if not self.sphere:
            apart = demand[:, None, :2] - self.sites[None, :, :]
            return np.hypot(apart[..., 0], apart[..., 1]) <= self.radius
        (lon, lat), (other_lon, other_lat) = np.radians(demand[:, :2]).T, np.radians(self.sites).T
        half_lat = np.sin((lat[:, None] - other_lat) / 2) ** 2
        half_lon = np.sin((lon[:, None] - other_lon) / 2) ** 2
        chord = half_lat + np.cos(lat)[:, None] * np.cos(other_lat) * half_lon
        return 2 * SPHERE * np.arcsin(np.sqrt(np.minimum(chord, 1))) <= self.radius

    def value(self, chosen):
        """What a plan covers, counted anew."""
        plan = Instance("", self.demand, self.sites[chosen], 0, self.radius, self.sphere)
        parts = np.array_split(self.demand, max(1, len(self.demand) // 100_000))
        return sum(part[plan.covered(part).any(axis=1), 2].sum() for part in parts)


def drawn(name, customers, sites, side, radius, p, seed=1):
    """Customers and sites evenly on a square, weights 1 to 100 (Cordeau, Furini, Ljubic 2019)."""
    draw = np.random.default_rng(seed)
    demand = np.empty((customers, 3))
    demand[:, :2] = draw.uniform(0, side, (customers, 2)).round(6)
    demand[:, 2] = draw.integers(1, 101, customers)
    return Instance(name, demand, draw.uniform(0, side, (sites, 2)).round(6), p, radius)


def peer(path):
    """A file `n m p radius`, then lines `D x y weight` and `F x y`."""
    lines = Path(path).read_text().splitlines()
    _, _, p, radius = lines[0].split()
    of = lambda kind: [line.split()[1:] for line in lines[1:] if line[0] == kind]  # noqa: E731
    demand, sites = (np.array(of(kind), dtype=float) for kind in "DF")
    return Instance(Path(path).stem.split("_")[1], demand, sites, int(p), float(radius))


def city(path, p, radius):
    """A city of Maximo, Cordeau and Nascimento (2023): every node is customer and site."""
    places, weights = Path(path).read_text().split("DEMAND_SECTION")
    lines = places.split("NODE_COORD_SECTION")[1].split("\n")
    pairs = [line.split() for line in lines if len(line.split()) == 2]
    nodes = np.array(pairs, dtype=float)[:, ::-1]
    weights = np.array([word for word in weights.split() if word.isdigit()], dtype=float)
    demand = np.column_stack([nodes, weights[: len(nodes)]])
    return Instance(f"{Path(path).stem}-{p}", demand, nodes, p, radius, sphere=True)
