"""What a shape is to the house: a sentence with a severity, messages and a place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..findings import Severity
from ..rdf import Triple


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape that reports: its IRI, the sentence in it, severity, messages and place."""

    iri: str
    sentence: str
    severity: Severity
    message_en: str
    message_de: str
    path: PurePosixPath
    line: int | None


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes of a project, and the shapes graph as triples."""

    all: tuple[Shape, ...]
    triples: tuple[Triple, ...]

    def __getitem__(self, iri: str) -> Shape:
        """Return the shape of that IRI; KeyError if there is none."""
        for shape in self.all:
            if shape.iri == iri:
                return shape
        raise KeyError(iri)


def sentence_of(iri: str) -> str:
    """Turn the IRI of a shape into the sentence that it is.

    >>> sentence_of("https://w3id.org/clustergraph/shapes#MembershipStartsBeforeItEnds")
    'Membership starts before it ends'
    """
    words = re.findall(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z0-9]*|[0-9]+", iri.rpartition("#")[2])
    return " ".join(
        word if number == 0 or (word.isupper() and len(word) > 1) else word.lower()
        for number, word in enumerate(words)
    )
