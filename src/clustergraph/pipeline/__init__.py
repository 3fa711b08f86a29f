"""The order of work: read, map, reason, validate, describe, publish; and what is stale.

The reasoner and the validator take a second to load, so they are loaded when something is built:
asking whether anything is stale must not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .staleness import is_fresh, key_of

if TYPE_CHECKING:
    from .building import Built, build
    from .publishing import publish

__all__ = ["Built", "build", "is_fresh", "key_of", "publish"]


def __getattr__(name: str) -> object:
    """Load what builds when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import building, publishing

    return getattr(publishing if name == "publish" else building, name)
