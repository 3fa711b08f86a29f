"""The addresses that a row gives: URI templates expanded, names unfolded, resolved (5.1.3).

``tables.templates`` does the same for curated tables, with the prefixes of this house and no
address where a cell is empty; the standard has other prefixes, lists, and leaves a hole (RFC 6570).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

import uritemplate

from .context import PREFIXES, expand, is_iri

Variables = Mapping[str, str | list[str]]
# What differs from cell to cell of one row; any other variable is the same for all of them.
_OF_THE_COLUMN: Final = frozenset({"_column", "_name", "_sourceColumn"})


@dataclass(frozen=True, slots=True)
class Template:
    """A URI template of a table that stands at ``base``.

    >>> Template("#gid-{GID}", "https://example.org/t.csv").expand({"GID": "a b"})
    'https://example.org/t.csv#gid-a%20b'
    """

    text: str
    base: str
    constant: str | None = field(init=False)
    is_per_column: bool = field(init=False)
    _parsed: uritemplate.URITemplate = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parsed = uritemplate.URITemplate(self.text)
        object.__setattr__(self, "_parsed", parsed)
        names = set(parsed.variable_names)
        is_fixed = not names
        object.__setattr__(self, "is_per_column", bool(names & _OF_THE_COLUMN))
        object.__setattr__(self, "constant", self._resolve(self.text) if is_fixed else None)

    def expand(self, variables: Variables) -> str:
        """Return the address for a row; it may be no IRI, which the caller must look at."""
        if self.constant is not None:
            return self.constant
        return self._resolve(self._parsed.expand(variables))

    def _resolve(self, expanded: str) -> str:
        prefix, colon, _ = expanded.partition(":")
        if colon and prefix in PREFIXES:
            return expand(expanded) or expanded
        if is_iri(expanded):
            return expanded
        try:
            return urljoin(self.base, expanded)
        except ValueError:
            return expanded
