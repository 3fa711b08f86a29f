"""Records written out by hand, for tests of linking."""

from __future__ import annotations

from pathlib import PurePosixPath

from clustergraph import names
from clustergraph.linking import Decision, Identifier, Name, Record, Verdict
from clustergraph.origin import Origin


def thing(key: str) -> str:
    """Return the IRI of an organisation."""
    return names.mint("organisation", key)


def record(
    key: str,
    label: str,
    *ids: str,
    source: str = "one",
    line: int = 1,
    country: str | None = None,
    place: str | None = None,
    acronym: str | None = None,
    further: tuple[str, ...] = (),
) -> Record:
    """Return a record; identifiers are written ``scheme:value``, ``further`` are not main ones."""
    origin = Origin(PurePosixPath(f"{source}.csv"), line)
    found = [Name(label), *([Name(acronym, is_acronym=True)] if acronym else [])]
    identifiers = [
        Identifier(scheme, value, origin, names.mint("identifier", f"{key}-{scheme}"), is_main)
        for several, is_main in ((ids, True), (further, False))
        for scheme, _, value in (text.partition(":") for text in several)
    ]
    return Record(
        thing(key), source, tuple(found), origin, country, place, None, tuple(identifiers)
    )


def decision(one: str, other: str, verdict: str, line: int = 1) -> Decision:
    """Return a decision about two organisations."""
    place = Origin(PurePosixPath("data/decisions.csv"), line)
    node = names.mint("decision", f"{one}--{other}")
    return Decision(thing(one), thing(other), Verdict(verdict), place, node)
