"""Precision and recall of the candidates on the labelled sample of real pairs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import linking_sample

LEAST = 200


def test_the_sample_is_what_it_says() -> None:
    """At least 200 pairs, each once, each with a label and a reason, over all sets."""
    labels = linking_sample.read_labels()
    scored = [row for row in labels if row["part"] == "scored"]
    assert len(labels) > len(scored) >= LEAST
    assert len({frozenset((row["one"], row["other"])) for row in labels}) == len(labels)
    assert {row["label"] for row in labels} == {"same", "different", "unclear"}
    assert all(row["reason"] and float(row["weight"]) >= 1 for row in labels)
    assert min(Counter(row["label"] for row in scored).values()) >= 5
    sets = {part for row in scored for part in row["stratum"].split()[:2]}
    assert sets == {"cordis", "funders", "lists", "ror"}


@pytest.mark.slow
def test_precision_and_recall_on_real_pairs(shared: Path) -> None:
    """What docs/linking.md says of the default threshold holds, with a little room."""
    made = linking_sample.material(shared / "data")
    found = linking_sample.estimate(made, linking_sample.read_labels())
    assert found.pairs >= LEAST
    assert found.precision >= 0.82
    assert found.recall_compared >= 0.88
    assert found.recall_known >= 0.93
