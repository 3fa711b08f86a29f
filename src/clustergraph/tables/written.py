"""What the mapping of one table leaves: two texts of N-Triples and the rows that they came from.

One text has what the rows say about the world, the other what is said about the rows themselves.
Small tables stay in memory; what is longer lies in temporary files, which vanish with their owner.
"""

from __future__ import annotations

import tempfile
import weakref
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final

from .kept import BLOCK, Kept
from .plan import Table

_IN_MEMORY: Final = 1 << 20  # bytes


class Written:
    """The triples and rows of one table; they are read once all of them are there."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._world = _file()
        self._about = _file()
        for file in (self._world, self._about):
            weakref.finalize(self, file.close)
        self._rows = _file()
        self._waiting: list[str] = []
        self._offsets = array("Q", [0])
        self._entries = array("Q")
        self._size = 0

    def flush(
        self,
        world: Iterable[str],
        about: Iterable[str],
        rows: Sequence[str],
        subjects: Iterable[tuple[str, ...]],
    ) -> None:
        """Append rows: their lines about the world and about themselves, and they themselves.

        ``rows`` have their number, their line and their cells, each with END after it, or are made
        by ``odd_row``; ``subjects`` has the IRIs that each speaks of.
        """
        self._world.write("".join(world).encode())
        self._about.write("".join(about).encode())
        note, checksum = self._entries.append, zlib.crc32  # as ``kept.entry_of`` does, quickly
        for number, named in enumerate(subjects, start=self._size):
            for subject in named:
                if subject:
                    note(checksum(subject.encode()) << 32 | number)
        self._size += len(rows)
        self._waiting += rows
        while len(self._waiting) >= BLOCK:
            self._write_rows(self._waiting[:BLOCK])
            del self._waiting[:BLOCK]

    def _write_rows(self, rows: list[str]) -> None:
        data = ("\n".join(rows) + "\n").encode()
        self._offsets.append(self._offsets[-1] + len(data))
        self._rows.write(data)

    def rows(self) -> Kept:
        """Return the rows; nothing may be appended any more."""
        if self._waiting:
            self._write_rows(self._waiting)
            self._waiting = []
        return Kept(self._table, self._rows, self._size, self._offsets, self._entries)

    def world(self) -> Iterator[bytes]:
        """Yield the lines about the world, once; a line may come again, and all go then."""
        return _lines(self._world)

    def about(self) -> Iterator[bytes]:
        """Yield the lines about rows, once; they go then."""
        return _lines(self._about)


def _file() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    yield from file
    file.close()
