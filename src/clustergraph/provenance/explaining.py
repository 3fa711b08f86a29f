"""Why a triple holds, down to the cells that everything rests on; why another one does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from .. import store
from ..rdf import Triple
from ..rules import TYPE, Absent, Lack, Pattern, Proof
from .asking import expected, facts, is_trivial
from .cells import Cell
from .evidence import Evidence, open_evidence

Columns = tuple[tuple[str, str], ...]  # file and name of each column


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a triple holds: the cells that state it, or a rule with the explained premises.

    What is stated has ``cells`` and neither ``proof`` nor ``premises``. The premises are the
    shortest way down; what is met twice on it is one and the same object.
    """

    triple: Triple
    cells: tuple[Cell, ...] = ()
    proof: Proof | None = None
    premises: tuple[Explanation, ...] = ()

    @property
    def rule(self) -> str | None:
        """The name of the rule that gives it, or None for what is stated."""
        return self.proof.rule if self.proof else None

    @property
    def absent(self) -> tuple[Absent, ...]:
        """What is not there and would have forbidden it."""
        return self.proof.absent if self.proof else ()

    def walk(self) -> Iterator[Explanation]:
        """Yield this and every explanation below, each once, what rests on others first."""
        seen: set[Triple] = set()
        waiting = [self]
        while waiting:
            one = waiting.pop()
            if one.triple not in seen:
                seen.add(one.triple)
                yield one
                waiting.extend(reversed(one.premises))

    def leaves(self) -> Iterator[Explanation]:
        """Yield what everything rests on, each once."""
        return (one for one in self.walk() if not one.premises)


class Status(StrEnum):
    """What there is to say of a triple that somebody expects."""

    ABSENT = "absent"
    HOLDS = "holds"
    TRIVIAL = "trivial"


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a triple is not in the graph: what each rule lacks that could give it, nearest first.

    ``columns`` maps the triple, and what the nearest rules miss, to the (file, column) pairs where
    such things are stated. The status is ``holds`` for a triple that is there after all and
    ``trivial`` for what is true of everything and never written down; then nothing is lacking.
    """

    triple: Triple
    status: Status
    lacks: tuple[Lack, ...] = ()
    columns: Mapping[Pattern, Columns] = field(default_factory=dict)


def why(
    root: str | Path, subject: str, predicate: str | None = None, object_: str | None = None
) -> list[Explanation]:
    """Return why the triples of a thing hold: all of them, those of a property, or one.

    ``root`` is the folder of published generations (``var`` of a project). A term is an IRI, a
    prefixed name (``cg:coordinates``), kind and key (``organisation/smwa``), a quoted literal, or
    plain words.

    Raises UnknownThing when no triple fits, and StoreError when nothing is published.
    """
    terms = [subject]
    for term in (predicate, object_):
        if term is None:
            break
        terms.append(term)
    with open_evidence(store.current(Path(root))) as evidence:
        return explain(evidence, facts(evidence, terms))


def why_not(root: str | Path, subject: str, predicate: str, object_: str) -> Absence:
    """Return why a triple is not in the graph; terms as for ``why``.

    Raises UnknownThing for a thing or property of which the graph knows nothing, and StoreError
    when nothing is published.
    """
    with open_evidence(store.current(Path(root))) as evidence:
        return miss(evidence, expected(evidence, (subject, predicate, object_)))


def explain(evidence: Evidence, triples: Iterable[Triple]) -> list[Explanation]:
    """Explain triples that hold; a premise that several rest on is explained once."""
    made: dict[Triple, Explanation] = {}

    def one(triple: Triple) -> Explanation:
        if triple not in made:
            proof = evidence.proof(triple)
            premises = tuple(map(one, proof.premises)) if proof else ()
            made[triple] = Explanation(triple, evidence.cells(triple), proof, premises)
        return made[triple]

    return [one(triple) for triple in triples]


def miss(evidence: Evidence, triple: Triple) -> Absence:
    """Say what is missing for a triple."""
    if evidence.holds(triple):
        return Absence(triple, Status.HOLDS)
    if is_trivial(triple):
        return Absence(triple, Status.TRIVIAL)
    found = tuple(evidence.lacks(triple))
    wanted = [triple, *(pattern for lack in found for pattern in lack.missing)]
    return Absence(triple, Status.ABSENT, found, _columns(evidence, wanted))


def _columns(evidence: Evidence, wanted: Sequence[Pattern]) -> dict[Pattern, Columns]:
    """Return where such triples are stated, of what is known in the tables that describe it."""

    @cache
    def columns(pattern: Pattern) -> Columns:
        return evidence.columns(pattern)

    found: dict[Pattern, Columns] = {}
    for pattern in wanted:
        subject, predicate, object_ = pattern
        if predicate[0] != "<":
            continue
        places = columns(("?s", predicate, object_ if predicate == TYPE else "?o"))
        if places and subject[0] == "<":
            files = {file for file, _ in columns((subject, "?p", "?o"))}
            own = {place for place in places if place[0] in files}
            own.update(columns((subject, predicate, "?o")) if predicate != TYPE else ())
            places = tuple(sorted(own)) or places
        if places:
            found[pattern] = places
    return found
