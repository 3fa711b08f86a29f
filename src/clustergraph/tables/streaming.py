"""One table mapped in one pass: the clean rows quickly, the others with care.

Memory does not grow with the table but for some 50 bytes a row: the index of ``written``, and the
hashes of the keys. A row whose key seems to have come before waits, and a second look at the file
tells which row had it first.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Final

from .. import names, rdf
from ..collecting import paused
from ..findings import Finding
from ..graphs import lay
from ..rdf import Triple, nquads
from .compiling import writer_of
from .kept import Kept, odd_row
from .mapping import Judge, Judged, Row, Statement, statements_of
from .plan import Table
from .reading import Record, read_sheet
from .written import Written

_TYPE: Final = rdf.iri(names.PREFIXES["rdf"] + "type")
_ROWS: Final = "<" + names.ROWS
_BITS: Final = 17  # of the first table of keys: 1 MB

Tick = Callable[[int], None]


@dataclass(frozen=True)
class Mapped:
    """A table read, checked and mapped: its triples are ``written``, its good rows ``kept``.

    A row with a violation gives no statements: it is in ``set_aside`` if its cells could be told
    apart, and ``withheld`` has the IRIs of the things that it would have introduced, so that others
    which refer to them are not blamed. ``aside`` has what the readable cells of such rows say: it
    is reasoned over and validated, so that one bad cell does not break what rests on the others,
    and never published. ``is_whole`` is false where the file or its header could not be read: then
    nobody knows what it introduces. ``rows_read == rows_mapped + rows_set_aside``.
    """

    table: Table
    written: Written
    kept: Kept
    findings: list[Finding] = field(default_factory=list)
    rows_read: int = 0
    rows_mapped: int = 0
    rows_set_aside: int = 0
    set_aside: list[Row] = field(default_factory=list)
    withheld: frozenset[str] = frozenset()
    aside: list[Statement] = field(default_factory=list)
    is_whole: bool = True

    @cached_property
    def triples(self) -> Set[Triple]:
        """What the rows say about the world."""
        return lay(self.written.world())

    @cached_property
    def about(self) -> Set[Triple]:
        """What is said about the rows themselves."""
        return lay(self.written.about())

    @property
    def rows(self) -> list[Row]:
        """The rows that were mapped, in the order of the file; read again."""
        return sorted(self.kept, key=lambda row: row.line)

    @property
    def statements(self) -> list[Statement]:
        """What the rows say, with their cells, in the order of the file; mapped again, slowly."""
        return [one for row in self.rows for one in statements_of(self.table, row)]


def map_table(project: Path, table: Table, tick: Tick | None = None) -> Mapped:
    """Read one table and map each good row to triples; the bad ones become findings, all of them.

    ``tick`` is told of so many more rows that are done.

    Raises OSError when the file is there and cannot be opened.
    """
    with paused():
        return _Mapping(project, table, tick).run()


def keys_seen() -> Callable[[str], bool]:
    """Return what notes a key and tells whether it came before, by its hash of 64 bits.

    Open addressing in an array: 16 to 32 bytes a key, where a set takes 120.
    """
    table, mask, free = array("q", bytes(8 << _BITS)), (1 << _BITS) - 1, 1 << _BITS - 1

    def seen(key: str) -> bool:
        nonlocal free
        code = hash(key) or 1
        at = code & mask
        while found := table[at]:
            if found == code:
                return True
            at = at + 1 & mask
        table[at] = code
        free -= 1
        if not free:
            grow()
        return False

    def grow() -> None:
        nonlocal table, mask, free
        old, mask, free = table, (mask << 1) + 1, mask + 1 >> 1
        table = array("q", bytes(8 * (mask + 1)))
        for code in filter(None, old):
            at = code & mask
            while table[at]:
                at = at + 1 & mask
            table[at] = code

    return seen


class _Mapping:
    """One table on its way."""

    def __init__(self, project: Path, table: Table, tick: Tick | None = None) -> None:
        self.project, self.table = project, table
        self.tick = tick
        self.sheet = read_sheet(project, table)
        self.judge = Judge(table, self.sheet)
        self.written = Written(table)
        self.seen = keys_seen()
        self.findings: list[Finding] = []
        self.set_aside: list[Row] = []
        self.withheld: set[str] = set()
        self.aside: list[Statement] = []
        self.doubtful: list[tuple[int, Record]] = []
        self.numbers = count(1)

    def run(self) -> Mapped:
        """Map every row."""
        writer = writer_of(self.table) if self.sheet.fits else None
        written = self.written
        if writer is not None:
            writer(self._counted(), self._carefully, self._later, self.seen, self._flush)
        else:
            for number, record in self._counted():
                self._carefully(number, record)
        read = next(self.numbers) - 2  # zip asked for one more before it saw the end
        self._settle()
        kept = written.rows()
        findings = sorted(
            [*self.sheet.findings, *self.findings], key=lambda one: one.origin.line or 0
        )
        return Mapped(
            self.table,
            written,
            kept,
            findings,
            rows_read=read,
            rows_mapped=len(kept),
            rows_set_aside=read - len(kept),
            set_aside=sorted(self.set_aside, key=lambda row: row.line),
            withheld=frozenset(self.withheld),
            aside=self.aside,
            is_whole=self.sheet.fits,
        )

    def _counted(self) -> Iterator[tuple[int, Record]]:
        return zip(self.numbers, self.sheet.records, strict=False)

    def _flush(
        self, world: list[str], about: list[str], kept: list[str], subjects: list[tuple[str, ...]]
    ) -> None:
        self.written.flush(world, about, kept, subjects)
        if self.tick is not None:
            self.tick(len(kept))

    def _later(self, number: int, record: Record) -> None:
        self.doubtful.append((number, record))

    def _carefully(self, number: int, record: Record) -> None:
        """Take a row that is not plainly clean."""
        judged = self.judge.judge(number, record)
        if judged.key is not None and self.seen(judged.key):
            self.doubtful.append((number, record))
        else:
            self._take(judged, record)

    def _take(self, judged: Judged, record: Record) -> None:
        self.findings += judged.findings
        if not judged.fits:
            self.set_aside.append(judged.row)
            self.aside += judged.statements
            self.withheld.update(
                s.triple[0][1:-1] for s in judged.statements if s.triple[1] == _TYPE
            )
            return
        triples = [statement.triple for statement in judged.statements]
        world = [triple for triple in triples if not triple[0].startswith(_ROWS)]
        about = [triple for triple in triples if triple[0].startswith(_ROWS)]
        subjects = tuple(dict.fromkeys(triple[0][1:-1] for triple in triples))
        row = odd_row(judged.row, record.cells)
        self.written.flush([nquads(world)], [nquads(about)], [row], [subjects])

    def _settle(self) -> None:
        """Take the rows whose keys may have come before, now that it can be told."""
        if not self.doubtful:
            return
        waiting = [(self.judge.judge(*one), one[1]) for one in self.doubtful]
        firsts = self._firsts({judged.key for judged, _ in waiting})
        for judged, record in waiting:
            first = firsts[judged.key]
            if first != judged.row.line:
                judged.findings.append(self.judge.duplicate(judged.row, first))
                judged = Judged(judged.row, judged.statements, judged.findings, judged.key, False)
            self._take(judged, record)

    def _firsts(self, wanted: set[str | None]) -> dict[str | None, int]:
        """Return the line of the first row that has each of some keys."""
        judge = Judge(self.table, read_sheet(self.project, self.table))
        first: dict[str | None, int] = {}
        for record in judge.sheet.records:
            key = judge.key_of(record)
            if key in wanted:
                first.setdefault(key, record.line)
        return first
