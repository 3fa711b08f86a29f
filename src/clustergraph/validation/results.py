"""What an engine says: one thing that breaks one shape."""

from __future__ import annotations

from dataclasses import dataclass

from ..findings import Severity
from ..rdf import Term


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that breaks one shape; ``path`` and ``value`` where the shape names them."""

    focus: Term
    path: str | None
    value: Term | None
    shape: str
    severity: Severity
    message_en: str
    message_de: str

    @property
    def order(self) -> tuple[str, str, str, str]:
        """The sort key: shape, then focus node, path and value."""
        return (self.shape, self.focus, self.path or "", self.value or "")
