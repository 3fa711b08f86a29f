"""The order of work: read, map, reason, validate, describe, publish; and what is stale.

The reasoner and the validator take a second to load, so they are loaded when something is built:
asking whether anything is stale must not wait for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .staleness import ASIDE, Inputs, inputs_of, is_fresh

if TYPE_CHECKING:
    from .building import Built, build, compare
    from .guests.asking import Bounds
    from .linking import Linked
    from .memory import Memory
    from .progress import Progress
    from .publishing import publish
    from .renewing import Renewed, renew
    from .reviewing import Reviewed, review
    from .watching import changes, state_of

__all__ = [
    "ASIDE",
    "Bounds",
    "Built",
    "Inputs",
    "Linked",
    "Memory",
    "Progress",
    "Renewed",
    "Reviewed",
    "build",
    "changes",
    "compare",
    "inputs_of",
    "is_fresh",
    "publish",
    "renew",
    "review",
    "state_of",
]


def __getattr__(name: str) -> object:
    """Load what builds when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import building, linking, memory, progress, publishing, renewing, reviewing, watching
    from .guests import asking

    homes = {
        "Bounds": asking,
        "Linked": linking,
        "Memory": memory,
        "Progress": progress,
        "Renewed": renewing,
        "Reviewed": reviewing,
        "changes": watching,
        "publish": publishing,
        "renew": renewing,
        "review": reviewing,
        "state_of": watching,
    }
    return getattr(homes.get(name, building), name)
