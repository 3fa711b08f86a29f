"""Sources: tables and graphs of other publishers, described by data in ``sources/<name>/``.

The rooms: ``describing`` (source.toml → ``plan``), ``gathering`` (which files there are),
``staging`` with ``documents`` and ``sheets`` (files → tables for SQL), ``shaping`` (SQL → rows with
their origins), ``graphs`` with ``markup`` (RDF files → triples), ``making`` (all of it, once).

DuckDB is loaded when a source is made: asking whether anything is stale must not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .describing import places_of, read_sources
from .gathering import Found, digests, located
from .guessing import slug
from .plan import Graph, OnError, Source, Staged

if TYPE_CHECKING:
    from .drafting import Draft, draft
    from .making import Made, Tally, make

__all__ = [
    "Draft",
    "Found",
    "Graph",
    "Made",
    "OnError",
    "Source",
    "Staged",
    "Tally",
    "digests",
    "draft",
    "located",
    "make",
    "places_of",
    "read_sources",
    "slug",
]


def __getattr__(name: str) -> object:
    """Load what makes a source when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import drafting, making

    return getattr(drafting if name in ("Draft", "draft") else making, name)
