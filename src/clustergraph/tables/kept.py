"""The rows of one table as they stood in its file, and which of them speak of a subject.

A row is kept with its number and line; an index leads from a checksum of each subject to the rows
that speak of it. So a triple leads to its cells without a note for each triple: its subject names
a few rows, and mapping those again tells which cell says it (``origins``). In memory are 8 bytes a
row and subject, and an eighth of a byte a row.
"""

from __future__ import annotations

import json
import shutil
import threading
import weakref
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final, Self

from ..rdf import Term
from .fitting import END
from .mapping import Row, row_of
from .plan import Table

BLOCK: Final = 64  # rows that are read at once, where one of them is wanted
_ODD: Final = "\x1e"  # before a row that is kept as JSON: its cells hold what others may not
_LOW: Final = 0xFFFFFFFF
_WORD: Final = 8  # bytes of a number in the index


def odd_row(row: Row, cells: Sequence[str]) -> str:
    """Write a row of which the cells may hold anything; others are written by ``compiling``."""
    return f"{row.number}{END}{row.line}{END}{_ODD}{json.dumps(cells)}"


def entry_of(subject: str, number: int) -> int:
    """Return the entry of the index that leads from a subject (an IRI) to a row."""
    return zlib.crc32(subject.encode()) << 32 | number


class Kept:
    """Rows in a file, ``BLOCK`` of them at each of some offsets; safe to share between threads.

    ``offsets`` has where the blocks begin, and the end; ``entries`` are those of ``entry_of``.
    """

    def __init__(
        self, table: Table, file: IO[bytes], size: int, offsets: array[int], entries: array[int]
    ) -> None:
        self.table = table
        self._file = file
        weakref.finalize(self, file.close)
        self._size = size
        self._offsets = offsets
        self._entries = entries
        self._is_sorted = False
        self._block: tuple[int, list[str]] = (-1, [])
        self._lock = threading.Lock()

    @classmethod
    def load(cls, table: Table, folder: Path) -> Self:
        """Open what ``save`` wrote.

        Raises OSError when a file is missing, EOFError when one is too short.
        """
        with (folder / f"{table.name}.index").open("rb") as file:
            size, offsets, entries = _numbers(file, 3)
            blocks, rest = _numbers(file, offsets), _numbers(file, entries)
        rows = (folder / f"{table.name}.rows").open("rb")
        kept = cls(table, rows, size, blocks, rest)
        kept._is_sorted = True
        return kept

    def save(self, folder: Path) -> None:
        """Write the rows and their index into a folder, under the name of the table.

        A file that is there is left to whom it is shared with (a hard link).
        """
        self._sort()
        for kind in ("rows", "index"):
            (folder / f"{self.table.name}.{kind}").unlink(missing_ok=True)
        with (folder / f"{self.table.name}.rows").open("wb") as file, self._lock:
            self._file.seek(0)
            shutil.copyfileobj(self._file, file)
        with (folder / f"{self.table.name}.index").open("wb") as file:
            array("Q", (self._size, len(self._offsets), len(self._entries))).tofile(file)
            self._offsets.tofile(file)
            self._entries.tofile(file)

    def __len__(self) -> int:
        """Count the rows."""
        return self._size

    def __iter__(self) -> Iterator[Row]:
        """Yield every row, in the order in which they were mapped."""
        return map(self.at, range(self._size))

    def texts(self, with_places: bool = False) -> dict[str, int]:
        """Return the rows as they are written, each with its place for ``at``.

        Without places, the text of a row is its cells alone: a row that moved is the same.
        """
        found: dict[str, int] = {}
        with self._lock:
            self._file.seek(0)
            lines = self._file.read().decode().split("\n")
        for place, text in enumerate(lines[: self._size]):
            found[text if with_places else text.split(END, 2)[2]] = place
        return found

    def about(self, subject: Term) -> list[Row]:
        """Return the rows that may speak of a subject: those, and rarely one that does not."""
        self._sort()
        first = entry_of(subject[1:-1], 0)
        at = bisect_left(self._entries, first)
        numbers = []
        while at < len(self._entries) and self._entries[at] | _LOW == first | _LOW:
            numbers.append(self._entries[at] & _LOW)
            at += 1
        return [self.at(number) for number in dict.fromkeys(numbers)]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _sort(self) -> None:
        if not self._is_sorted:
            self._entries = array("Q", sorted(self._entries))
            self._is_sorted = True

    def at(self, number: int) -> Row:
        """Return the row of a place, from 0, in the order in which they were mapped."""
        block, place = divmod(number, BLOCK)
        with self._lock:
            if self._block[0] != block:
                begin, end = self._offsets[block : block + 2]
                self._file.seek(begin)
                self._block = (block, self._file.read(end - begin).decode().split("\n"))
            text = self._block[1][place]
        return self._row(text)

    def _row(self, text: str) -> Row:
        number, line, rest = text.split(END, 2)
        cells = json.loads(rest[1:]) if rest.startswith(_ODD) else rest.split(END)
        named = {c.name: cell for c, cell in zip(self.table.written, cells, strict=False)}
        return row_of(self.table, int(number), int(line), named)


def _numbers(file: IO[bytes], count: int) -> array[int]:
    data = file.read(count * _WORD)
    if len(data) < count * _WORD:
        raise EOFError("an index of rows is too short")
    return array("Q", data)
