"""What reasoning hands out: triples, what cannot hold together, and the rules behind both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from ..rdf import Triple
from ..rules import Book, Matches, Pattern, Prover, has_variables, is_hidden


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
    the ``book``, backward.
    """

    triples: Set[Triple]
    contradictions: tuple[Contradiction, ...]
    book: Book

    def prover(self, known: Matches, is_asserted: Callable[[Triple], bool]) -> Prover:
        """Return what proves each of the triples, down to those that are asserted.

        ``known`` is everything that is given, that follows, and that is said of rows.
        """
        return Prover(self.book, _Facts(known, is_asserted))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known; ``rules.Facts``.

    What is concluded and never written down is taken for granted; who proves it finds out.
    """

    known: Matches
    is_asserted: Callable[[Triple], bool]

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples that a pattern fits."""
        if not has_variables(pattern) and is_hidden(pattern):
            return (pattern,)
        return self.known.match(pattern)
