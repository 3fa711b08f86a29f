"""Where sources disagree about a thing: the claims, which is preferred, and why."""

from __future__ import annotations

from dataclasses import dataclass

from .. import names, vocab
from ..rdf import is_literal
from .facts import Line, Teller, Value
from .support import Support


@dataclass(frozen=True, slots=True)
class Claim:
    """One side: what is claimed, its status with the reason, and who says so.

    ``line`` is set where the object is a node that is said in one line; ``code`` names the status
    for the style.
    """

    subject: Value | None
    property: Value
    value: Value
    line: Line | None
    status: tuple[Value, ...]
    code: str
    reason: tuple[str, str] | None
    support: Support


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question on which sources differ, with the decision of the curators."""

    title: Value
    resolution: tuple[str, str] | None
    claims: tuple[Claim, ...]
    support: Support


def conflicts_of(teller: Teller, iri: str) -> tuple[Conflict, ...]:
    """Return the conflicts that are about a thing, or in which it is claimed, sorted by title."""
    found: set[str] = set()
    place = names.kind_and_key(iri)
    if place and place[0] == "conflict":
        found.add(iri)
    for subject, predicate, _ in teller.lookup.mentions(iri):
        owner = names.kind_and_key(subject[1:-1])
        if owner is None:
            continue
        if owner[0] == "conflict" and predicate == f"<{vocab.ABOUT}>":
            found.add(subject[1:-1])
        if owner[0] == "claim" and predicate in (f"<{vocab.RDF_SUBJECT}>", f"<{vocab.RDF_OBJECT}>"):
            found |= {term[1:-1] for term in teller.lookup.objects(subject[1:-1], vocab.CONFLICT)}
    conflicts = [_conflict(teller, one, iri) for one in found]
    return tuple(sorted(conflicts, key=lambda conflict: conflict.title.text.casefold()))


def _conflict(teller: Teller, conflict: str, thing: str) -> Conflict:
    said = teller.labels.properties(conflict)
    claims = [
        _claim(teller, subject[1:-1], thing)
        for subject, predicate, _ in teller.lookup.mentions(conflict)
        if predicate == f"<{vocab.CONFLICT}>"
    ]
    order = ("preferred", "compatible", "disputed", "rejected")
    claims.sort(key=lambda c: (order.index(c.code) if c.code in order else 9, c.value.text))
    return Conflict(
        teller.value(f"<{conflict}>"),
        teller.labels.best(said.get(vocab.RESOLUTION, [])),
        tuple(claims),
        teller.witness.support_of(
            (f"<{conflict}>", f"<{vocab.RESOLUTION}>", term)
            for term in said.get(vocab.RESOLUTION, [])
        ),
    )


def _claim(teller: Teller, claim: str, thing: str) -> Claim:
    said = teller.labels.properties(claim)
    subject = next(iter(said.get(vocab.RDF_SUBJECT, [])), "")
    predicate = next(iter(said.get(vocab.RDF_PREDICATE, [])), "")
    object_ = next(iter(said.get(vocab.RDF_OBJECT, [])), '""')
    status = said.get(vocab.STATUS, [])
    line = None if is_literal(object_) else teller.line(object_[1:-1], subject[1:-1])
    return Claim(
        subject=teller.value(subject) if subject and subject != f"<{thing}>" else None,
        property=teller.value(predicate) if predicate else Value(""),
        value=teller.value(object_, predicate),
        line=line,
        status=tuple(teller.value(term) for term in status),
        code=teller.labels.code(status[0]) if status else "",
        reason=teller.labels.best(said.get(vocab.REASON, [])),
        support=teller.witness.support_of(
            (f"<{claim}>", f"<{p}>", term)
            for p in (vocab.RDF_OBJECT, vocab.STATUS, vocab.REASON)
            for term in said.get(p, [])
        ),
    )
