"""A knowledge graph of innovation clusters, from curated tables to a SPARQL endpoint.

>>> import clustergraph as cg
>>> sorted(cg.__all__) == cg.__all__
True

The names below are loaded when they are first used: a query worker imports this package and must
not load the reasoner.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .errors import ClustergraphError
    from .findings import Finding, Report
    from .origin import Origin
    from .pipeline import Built, build, publish
    from .provenance import Absence, Explanation, why, why_not
    from .querying.local import answer, open_store

__all__ = [
    "Absence",
    "Built",
    "ClustergraphError",
    "Explanation",
    "Finding",
    "Origin",
    "Report",
    "answer",
    "build",
    "open_store",
    "publish",
    "why",
    "why_not",
]

_HOMES: Final = {
    "Absence": ".provenance",
    "Built": ".pipeline",
    "ClustergraphError": ".errors",
    "Explanation": ".provenance",
    "Finding": ".findings",
    "Origin": ".origin",
    "Report": ".findings",
    "answer": ".querying.local",
    "build": ".pipeline",
    "open_store": ".querying.local",
    "publish": ".pipeline",
    "why": ".provenance",
    "why_not": ".provenance",
}


def __getattr__(name: str) -> object:
    """Load a name of the face from the room where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name], __name__), name)
