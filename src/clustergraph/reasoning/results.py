"""What reasoning hands out: triples, the proof of each, and contradictions."""

from __future__ import annotations

from dataclasses import dataclass

from ..rdf import Triple


@dataclass(frozen=True, slots=True)
class Proof:
    """The rule that gave a triple, in words, and the triples it started from.

    ``rule`` is the name of an OWL 2 RL rule (``cax-sco``) or of a house rule (its file's name).
    """

    rule: str
    sentence_en: str
    sentence_de: str
    premises: tuple[Triple, ...]


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

    ``triples`` are the new ones without the trivial. ``proofs`` holds a proof for each of them, and
    for the trivial triples (a literal of its datatype) on which they rest; going from premise to
    premise ends at given triples and never runs in a circle.
    """

    triples: frozenset[Triple]
    proofs: dict[Triple, Proof]
    contradictions: tuple[Contradiction, ...]
