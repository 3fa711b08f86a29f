"""What the shapes see: several sets of triples as one, without a copy of millions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from ..rdf import Triple


@dataclass(frozen=True, slots=True)
class Seen:
    """The triples of several sets; one that several hold comes as often, to who makes a set of it.

    >>> list(Seen((frozenset({("<a>", "<b>", "<c>")}), frozenset())))
    [('<a>', '<b>', '<c>')]
    """

    parts: tuple[frozenset[Triple], ...]

    def __iter__(self) -> Iterator[Triple]:
        """Yield them, set after set."""
        return chain(*self.parts)
