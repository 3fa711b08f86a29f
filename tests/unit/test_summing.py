"""Warnings about data of others are summed; violations and what a curator can mend never are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from clustergraph import names
from clustergraph.findings import Finding, Severity
from clustergraph.origin import Origin
from clustergraph.pipeline.summing import summed
from clustergraph.rdf import iri
from clustergraph.validation import Result

FIELD, PLACE = "https://example.org/shapes#HasAField", "https://example.org/shapes#HasAPlace"


def result(key: str, shape: str = FIELD, severity: Severity = Severity.WARNING) -> Result:
    """Say that a project breaks a shape."""
    focus = iri(names.mint("project", key))
    return Result(focus, None, None, shape, severity, "It lacks a field.", "Ein Feld fehlt.")


FOREIGN = {iri(names.mint("project", f"other-{n}")) for n in range(9)} | {
    iri(names.mint("place", "other"))
}


def test_of_many_alike_the_first_is_told() -> None:
    """With how many there are; another shape and another kind of thing have their own."""
    many = [result(f"other-{n}") for n in range(9)]
    place = replace(result("x"), focus=iri(names.mint("place", "other")))
    kept = summed([*many, result("other-3", PLACE), place], FOREIGN)
    assert kept.results == [many[0], result("other-3", PLACE), place]
    assert kept.more == {(FIELD, many[0].focus): 8}


def test_what_a_curator_can_mend_is_told_each_time() -> None:
    """And every violation, whoever wrote the row."""
    ours = [result(f"ours-{n}") for n in range(5)]
    grave = [result(f"other-{n}", severity=Severity.VIOLATION) for n in range(5)]
    assert summed([*ours, *grave], FOREIGN).results == [*ours, *grave]


def test_the_number_is_in_both_languages() -> None:
    """As each writes thousands."""
    kept = summed([result("other-0") for _ in range(1235)], FOREIGN)
    place = Origin(PurePosixPath("given/projects.csv"), 2)
    focus = names.mint("project", "other-0")
    one = Finding(
        place, FIELD, "It lacks a field.", "Ein Feld fehlt.", Severity.WARNING, focus=focus
    )
    (told,) = kept.told([one])
    assert told.message_en.endswith("The same holds for 1,234 more in data of others.")
    assert told.message_de.endswith("Das gilt für 1.234 weitere aus Daten anderer.")
    assert kept.told([replace(one, focus=names.mint("project", "ours"))])[0].message_en == (
        "It lacks a field."
    )
