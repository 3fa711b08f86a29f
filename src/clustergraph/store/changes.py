"""What becomes different in one graph."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..rdf import Triple


@dataclass(frozen=True, slots=True)
class Change:
    """Triples that come and triples that go: ``added`` were not there, ``removed`` were."""

    added: Collection[Triple] = ()
    removed: Collection[Triple] = ()

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.added or self.removed)
