"""Keeping and telling what was measured."""

import datetime
import json
import statistics
import sys

from . import place


class Told:
    """All rounds of one comparison."""

    def __init__(self, name, ours):
        self.name = name
        self.ours = ours
        self.rounds = []

    def note(self, engine, side, clients, number, result):
        self.rounds.append(
            {"engine": engine, "side": side, "clients": clients, "round": number} | result
        )
        told = "{per_second:.0f}/s p50 {p50_ms:.1f} ms p99 {p99_ms:.1f} ms".format(**result)
        bad = f" bad {result['bad']}" if result["bad"] else ""
        load = result["load"]
        line = f"{engine} {clients} clients round {number}: {side} {told}{bad} (load {load})"
        print(line, file=sys.stderr, flush=True)

    def save(self):
        place.RESULTS.mkdir(parents=True, exist_ok=True)
        now = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")
        path = place.RESULTS / f"{self.name}-{now}.json"
        path.write_text(json.dumps({"name": self.name, "at": now, "rounds": self.rounds}, indent=1))
        print(f"bench: {path}", file=sys.stderr)

    def table(self, targets):
        """Markdown: medians of the rounds, and the median of the ratios round by round."""
        print("| Store | Clients | Side | per s | p50 ms | p99 ms | Ours / it, by round | Wanted |")
        print("|---|---|---|---|---|---|---|---|")
        for engine, clients in dict.fromkeys((r["engine"], r["clients"]) for r in self.rounds):
            ours = self._of(engine, clients, self.ours)
            for side in dict.fromkeys(r["side"] for r in self.rounds):
                results = self._of(engine, clients, side)
                if results:
                    cells = [engine, clients, side, *self._medians(results)]
                    cells += self._ratio(ours, results, targets.get((engine, side)))
                    print("| " + " | ".join(map(str, cells)) + " |")

    def _of(self, engine, clients, side):
        wanted = (engine, clients, side)
        return [r for r in self.rounds if (r["engine"], r["clients"], r["side"]) == wanted]

    def _medians(self, results):
        middle = {
            key: statistics.median(r[key] for r in results)
            for key in ["per_second", "p50_ms", "p99_ms"]
        }
        rate = middle["per_second"]
        return [
            f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}",
            f"{middle['p50_ms']:,.1f}",
            f"{middle['p99_ms']:,.1f}",
        ]

    def _ratio(self, ours, results, target):
        if not ours or ours[0]["side"] == results[0]["side"]:
            return ["", ""]
        ratios = [
            one["per_second"] / other["per_second"]
            for one, other in zip(ours, results, strict=False)
            if other["per_second"]
        ]
        if not ratios:
            return ["none", ""]
        middle = statistics.median(ratios)
        tell = (lambda x: f"{x:.0f} x") if middle >= 10 else (lambda x: f"{x:.0%}")
        told = f"**{tell(middle)}** ({', '.join(map(tell, ratios))})"
        if target is None:
            return [told, ""]
        return [told, f"{tell(target)}: {'met' if middle >= target else 'NOT MET'}"]
