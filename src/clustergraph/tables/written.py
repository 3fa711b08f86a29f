"""What the mapping of one table leaves: N-Triples, and the way back to each row.

Two texts (what the rows say about the world, and what is said about the rows themselves) and the
rows as they stood in the file, with an index from each subject to the rows that speak of it. So a
triple leads to its cells without a note for each triple: its subject names a few rows, and mapping
those again tells which cell says it. Some 20 bytes a row stay in memory; small tables stay there
whole.
"""

from __future__ import annotations

import json
import tempfile
import weakref
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final

from ..rdf import Term, Triple
from .fitting import END
from .mapping import Row, row_of
from .plan import Table

_IN_MEMORY: Final = 1 << 20  # bytes of one text; longer ones lie in a temporary file
_BLOCK: Final = 64  # rows that are read at once, where one of them is wanted
_ODD: Final = "\x1e"  # before a row that is kept as JSON: its cells hold what others may not
_LOW: Final = 0xFFFFFFFF


def odd_row(row: Row, cells: Sequence[str]) -> str:
    """Write a row for ``Written.flush`` of which the cells may hold anything."""
    return f"{row.number}{END}{row.line}{END}{_ODD}{json.dumps(cells)}"


class Written:
    """The triples and rows of one table, appended while it is mapped and read ever after."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._world = _file()
        self._about = _file()
        self._rows = _file()
        for file in (self._world, self._about, self._rows):
            weakref.finalize(self, file.close)
        self._waiting: list[str] = []
        self._offset = 0
        self._blocks = array("Q")
        self._entries = array("Q")  # checksum of a subject and number of a row
        self._is_sorted = False
        self._size = 0
        self._read: tuple[int, list[str]] = (-1, [])

    # --- while it is mapped

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
        note, checksum = self._entries.append, zlib.crc32
        for number, named in enumerate(subjects, start=self._size):
            for subject in named:
                if subject:
                    note(checksum(subject.encode()) << 32 | number)
        self._size += len(rows)
        self._waiting += rows
        while len(self._waiting) >= _BLOCK:
            self._block(self._waiting[:_BLOCK])
            del self._waiting[:_BLOCK]

    def _block(self, rows: list[str]) -> None:
        data = ("\n".join(rows) + "\n").encode()
        self._blocks.append(self._offset)
        self._offset += len(data)
        self._rows.write(data)

    def close(self) -> None:
        """End the writing; only now may it be read."""
        if self._waiting:
            self._block(self._waiting)
        self._blocks.append(self._offset)

    # --- ever after

    def __len__(self) -> int:
        """Count the rows."""
        return self._size

    def world_lines(self) -> Iterator[str]:
        """Yield the lines about the world, as they were written."""
        return _lines(self._world)

    def about_lines(self) -> Iterator[str]:
        """Yield the lines about rows."""
        return _lines(self._about)

    def rows(self) -> Iterator[Row]:
        """Yield every row that was mapped, in the order of mapping."""
        return map(self._at, range(self._size))

    def rows_about(self, subject: Term) -> list[Row]:
        """Return the rows that may speak of a subject: those, and rarely one that does not."""
        if not self._is_sorted:
            self._entries = array("Q", sorted(self._entries))
            self._is_sorted = True
        code = zlib.crc32(subject[1:-1].encode())
        at = bisect_left(self._entries, code << 32)
        numbers = []
        while at < len(self._entries) and self._entries[at] >> 32 == code:
            numbers.append(self._entries[at] & _LOW)
            at += 1
        return [self._at(number) for number in dict.fromkeys(numbers)]

    def _at(self, number: int) -> Row:
        block, place = divmod(number, _BLOCK)
        if self._read[0] != block:
            begin, end = self._blocks[block : block + 2]
            self._rows.seek(begin)
            self._read = (block, self._rows.read(end - begin).decode().split("\n"))
        return self._row(self._read[1][place])

    def _row(self, text: str) -> Row:
        number, line, rest = text.split(END, 2)
        cells = json.loads(rest[1:]) if rest.startswith(_ODD) else rest.split(END)
        named = {c.name: cell for c, cell in zip(self._table.written, cells, strict=False)}
        return row_of(self._table, int(number), int(line), named)


def _file() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)


def _lines(file: IO[bytes]) -> Iterator[str]:
    file.seek(0)
    for data in file:
        yield data.decode()


def triples_of(lines: Iterable[str], known: dict[Term, Term] | None = None) -> Iterator[Triple]:
    """Read lines of N-Triples of our own; a term that was there before is the same string."""
    same = ({} if known is None else known).setdefault
    last = ""
    for line in lines:
        subject, predicate, rest = line.split(" ", 2)
        if subject != last:
            last = same(subject, subject)
        object_ = rest[:-3]
        yield last, same(predicate, predicate), same(object_, object_)
