"""What reasoning hands out: triples, what cannot hold together, and the rules behind both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..rdf import Triple
from ..rules import Book, Pattern, Prover


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Triples that cannot hold together, and the rule that says so."""

    rule: str
    sentence_en: str
    sentence_de: str
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Inference:
    """What follows from the tables and the ontology.

    ``triples`` are the new ones without the trivial. Why one of them holds is told by the rules of
    the ``book``, backward, over everything that ``match`` knows: what is given, what follows, and
    what is said of rows.
    """

    triples: frozenset[Triple]
    contradictions: tuple[Contradiction, ...]
    book: Book
    match: Callable[[Pattern], Iterable[Triple]]

    def prover(self, is_asserted: Callable[[Triple], bool]) -> Prover:
        """Return what proves each of the triples, down to those that are asserted."""
        return Prover(self.book, _Facts(self.match, is_asserted))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What an engine knows; ``rules.Facts``."""

    match: Callable[[Pattern], Iterable[Triple]]
    is_asserted: Callable[[Triple], bool]
