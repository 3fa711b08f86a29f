"""Facts with a few triples added and a few removed, without touching what they lie in.

A published store is never written to: what a change adds and removes lies above it in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from ..rdf import Term, Triple
from .matching import Matches
from .rule import Pattern, bind, has_variables, is_variable

_PLACES: Final = (0, 1, 2)


class Layered:
    """Facts as they are after a change; more may be added and removed one by one.

    >>> from types import SimpleNamespace
    >>> facts = Layered(SimpleNamespace(match=lambda pattern: [("<a>", "<p>", "<b>")]))
    >>> facts.remove(("<a>", "<p>", "<b>"))
    >>> facts.add(("<a>", "<p>", "<c>"))
    True
    >>> list(facts.match(("<a>", "<p>", "?x")))
    [('<a>', '<p>', '<c>')]
    """

    def __init__(
        self, facts: Matches, added: Iterable[Triple] = (), removed: Iterable[Triple] = ()
    ) -> None:
        self._facts = facts
        self._added = _Few()
        self._removed: set[Triple] = set()
        for triple in removed:
            self.remove(triple)
        for triple in added:
            self.add(triple)

    def match(self, pattern: Pattern) -> Iterator[Triple]:
        """Yield the triples that a pattern fits, each once."""
        if self._removed:
            yield from (one for one in self._facts.match(pattern) if one not in self._removed)
        else:
            yield from self._facts.match(pattern)
        yield from self._added.match(pattern)

    def __contains__(self, triple: Triple) -> bool:
        """Tell whether a triple is there."""
        return any(True for _ in self.match(triple))

    def add(self, triple: Triple) -> bool:
        """Add a triple; False if it was there."""
        if triple in self._removed:
            self._removed.discard(triple)
            return True
        if triple in self:
            return False
        self._added.add(triple)
        return True

    def remove(self, triple: Triple) -> None:
        """Remove a triple that is there."""
        if not self._added.discard(triple):
            self._removed.add(triple)


class _Few:
    """Some triples, found by any of their terms."""

    def __init__(self) -> None:
        self._all: dict[Triple, None] = {}
        self._by: tuple[dict[Term, dict[Triple, None]], ...] = tuple(
            defaultdict(dict) for _ in _PLACES
        )

    def add(self, triple: Triple) -> None:
        self._all[triple] = None
        for place in _PLACES:
            self._by[place][triple[place]][triple] = None

    def discard(self, triple: Triple) -> bool:
        """Remove a triple; False if it was not there."""
        if triple not in self._all:
            return False
        del self._all[triple]
        for place in _PLACES:
            del self._by[place][triple[place]][triple]
        return True

    def match(self, pattern: Pattern) -> list[Triple]:
        if not self._all:
            return []
        if not has_variables(pattern):
            return [pattern] if pattern in self._all else []
        groups = [
            self._by[place].get(pattern[place], {})
            for place in _PLACES
            if not is_variable(pattern[place])
        ]
        fewest = min(groups, key=len, default=self._all)
        return [triple for triple in fewest if bind(pattern, triple, {}) is not None]
