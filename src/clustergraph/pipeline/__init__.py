"""The order of work: read, map, reason, validate, describe, publish; and what is stale."""

from .building import Built, build
from .publishing import publish
from .staleness import is_fresh, key_of

__all__ = ["Built", "build", "is_fresh", "key_of", "publish"]
