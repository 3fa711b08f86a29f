"""What comes back from a query: which kind, in which formats, whole.

SPARQL 1.1 Protocol, section 2.1: tables for SELECT, truth values for ASK, graphs for CONSTRUCT and
DESCRIBE. CSV and TSV of a truth value are Oxigraph's own (``true``); no standard gives them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import IO, Final, Self

from ..errors import UnknownThing
from ..rdf import GRAPH_FORMATS, TABLE_FORMATS, Format
from .limits import Form

_PIECE: Final = 64 * 1024


class Kind(StrEnum):
    """The kind of an answer."""

    TABLE = "table"
    BOOLEAN = "boolean"
    GRAPH = "graph"


def kind_of(form: Form) -> Kind:
    """Return the kind of answer that a query form gives; a text of no form counts as a table."""
    if form in (Form.CONSTRUCT, Form.DESCRIBE):
        return Kind.GRAPH
    return Kind.BOOLEAN if form is Form.ASK else Kind.TABLE


def formats_of(kind: Kind) -> tuple[Format, ...]:
    """Return the formats that a kind of answer can be written in, the usual one first."""
    return GRAPH_FORMATS if kind is Kind.GRAPH else TABLE_FORMATS


def format_named(name: str, kind: Kind) -> Format:
    """Return a format by its name, suffix or media type.

    Raises UnknownThing, with the names there are.

    >>> format_named("ttl", Kind.GRAPH).name
    'turtle'
    """
    offers = formats_of(kind)
    for offer in offers:
        if name in (offer.name, offer.suffix, offer.media_type, *offer.aliases):
            return offer
    known = [offer.name for offer in offers]
    raise UnknownThing(
        f'no {kind} is written in the format "{name}"; there are: {", ".join(known)}', known
    )


@dataclass(slots=True)
class Answer:
    """A whole answer; ``size`` in bytes. To be closed, best by ``with``."""

    kind: Kind
    format: Format
    size: int
    file: IO[bytes]

    def read(self) -> bytes:
        """Return the answer in one piece."""
        self.file.seek(0)
        return self.file.read()

    def pieces(self) -> Iterator[bytes]:
        """Return the answer piece by piece, and close it after the last."""
        with self:
            self.file.seek(0)
            while piece := self.file.read(_PIECE):
                yield piece

    def close(self) -> None:
        """Let go of the spooled bytes."""
        self.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
