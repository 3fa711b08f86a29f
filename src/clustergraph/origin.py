"""Where a thing was written.

Everything that leaves a reader carries its origin to the end of the house,
so that a SHACL violation can still say which cell of which file to mend.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Origin:
    """A place in a curated source; lines and columns count from 1.

    ``path`` is relative to the project's folder. ``column`` is None where the whole line is meant,
    and ``line`` is None where the whole file is.

    >>> str(Origin(PurePosixPath("data/memberships.csv"), 12, 3))
    'data/memberships.csv:12:3'
    >>> str(Origin(PurePosixPath("data/memberships.csv")))
    'data/memberships.csv'
    """

    path: PurePosixPath
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = (str(self.path), self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)

    @property
    def order(self) -> tuple[str, int, int]:
        """The sort key that puts places in reading order."""
        return (str(self.path), self.line or 0, self.column or 0)
