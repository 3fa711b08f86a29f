"""What is given and not yet looked at: relations that are read when a rule asks for them.

Labels, amounts and dates are half of the triples, and no rule asks for them. Such a relation is
known by name here and stays where it lies, on disk in a large graph. What is of which class is
parted once, since nearly every class is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from ..graphs import Graph, Known
from ..rdf import Term, Triple
from ..rules import TYPE
from .axioms import is_axiom
from .relations import ANY, EVERY_CLASS, EVERYTHING, Index, Key

EVIDENCE: Final = "+"  # before a property or class, where only the evidence of rows has it


def as_evidence(key: Key) -> Key:
    """Mark a relation as that of what is said of rows: OWL does not reason over it."""
    return (TYPE, EVIDENCE + key[1]) if key[0] == TYPE else (EVIDENCE + key[0], key[1])


def is_of_rows(key: Key) -> bool:
    """Tell whether a relation is marked as that of what is said of rows."""
    return key[0].startswith(EVIDENCE) or key[1].startswith(EVIDENCE)


class Aside:
    """The given relations that are in no index yet, and the axioms, which always are.

    ``asked`` are the relations that rules of the house look at: what is said of rows in any other
    is not seen. ``of_rows`` are the properties and classes of which rows have some.
    """

    def __init__(self, world: Graph, evidence: Graph, asked: Collection[Key]) -> None:
        self._known = Known()
        self._waiting: dict[Key, Graph | list[Term]] = {}
        self.axioms: set[Triple] = set()
        for predicate, count in world.properties.items():
            if predicate == TYPE or not count:
                continue
            if is_axiom((ANY, predicate, ANY)):
                pairs = world.pairs(predicate, self._known)
                self.axioms.update((one, predicate, other) for one, other in pairs)
            else:
                self._waiting[predicate, ANY] = world
        for name, members in _by_class(world.pairs(TYPE, self._known)):
            if is_axiom((ANY, TYPE, name)):
                self.axioms.update((member, TYPE, name) for member in members)
            else:
                self._waiting[TYPE, name] = members
        self.of_rows: set[Term] = set()
        for key, relation in self._about_rows(evidence, asked):
            self.of_rows.add(key[1] if key[0] == TYPE else key[0])
            self._waiting[as_evidence(key)] = relation

    def _about_rows(
        self, evidence: Graph, asked: Collection[Key]
    ) -> Iterator[tuple[Key, Graph | list[Term]]]:
        for predicate, count in evidence.properties.items():
            if count and (predicate, ANY) in asked:
                yield (predicate, ANY), evidence
        classes = {key[1] for key in asked if key[0] == TYPE}
        if classes:
            of_asked = (pair for pair in evidence.pairs(TYPE, _Unknown()) if pair[1] in classes)
            yield from (((TYPE, name), members) for name, members in _by_class(of_asked))

    @property
    def keys(self) -> list[Key]:
        """The relations that wait."""
        return list(self._waiting)

    @property
    def known(self) -> int:
        """How many strings are known, so that one that is read again is the same."""
        return len(self._known)

    def load(self, key: Key, index: Index) -> None:
        """Put a relation that waits into an index; nothing where none does."""
        if key in (EVERYTHING, EVERY_CLASS):
            for other in self.keys:
                if (key == EVERYTHING or other[0] == TYPE) and not is_of_rows(other):
                    self.load(other, index)
            return
        relation = self._waiting.pop(key, None)
        if relation is None:
            return
        if isinstance(relation, Graph):
            pairs = relation.pairs(key[0].removeprefix(EVIDENCE), self._known)
            index.property(key[0]).fill(pairs)
        else:
            index.class_(key[1]).members.update(dict.fromkeys(relation))

    def forget(self, index: Index) -> None:
        """Know no more strings than those that wait or that an index still holds."""
        known = self._known = Known()
        for relation in self._waiting.values():
            if isinstance(relation, list):
                known.update(zip(relation, relation, strict=True))
        for table in index.classes.values():
            known.update(zip(table.members, table.members, strict=True))
        for column in index.properties.values():
            known.update(zip(column.forward, column.forward, strict=True))


class _Unknown(Known):
    """Knows no string and learns none: what is read through it is kept nowhere else."""

    def setdefault(self, key: Term, default: Term) -> Term:  # noqa: ARG002  # it is not kept
        return default


def _by_class(pairs: Iterable[tuple[Term, Term]]) -> Iterator[tuple[Term, list[Term]]]:
    parted: dict[Term, list[Term]] = defaultdict(list)
    for subject, class_ in pairs:
        parted[class_].append(subject)
    yield from parted.items()
