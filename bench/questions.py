"""How dear each named question is, against a scan of the whole default graph in the same run.

Run it on the published graph of the project's folder: ``python bench/questions.py``. It prints
processor time as a ratio: 1.0 is as dear as counting every triple once.
"""

from __future__ import annotations

import time
from pathlib import Path

from pyoxigraph import QuerySolutions, Store

import clustergraph as cg
from clustergraph.querying.named import read_named

ROOT = Path(__file__).resolve().parent.parent
SCAN = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
TURNS = 5


def cost(graph: Store, query: str) -> float:
    """Return the least processor seconds of a few turns."""
    least = float("inf")
    for _ in range(TURNS):
        start = time.process_time()
        solutions = graph.query(query)
        if isinstance(solutions, QuerySolutions):
            for _row in solutions:
                pass
        least = min(least, time.process_time() - start)
    return least


def main() -> None:
    """Print every question with its ratio, the dearest first."""
    graph = cg.open_store(ROOT / "var")
    floor = cost(graph, SCAN)
    print(f"floor: a scan of {len(graph)} quads' default graph takes {floor * 1000:.1f} ms")
    questions = read_named(ROOT / "queries").values()
    ratios = sorted(((cost(graph, q.bind({})) / floor, q.name) for q in questions), reverse=True)
    for ratio, name in ratios:
        print(f"{ratio:8.2f}  {name}")


if __name__ == "__main__":
    main()
