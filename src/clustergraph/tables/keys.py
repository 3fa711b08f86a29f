"""Whether everything that rows refer to is there.

Two questions: does a foreign key of the description name a row, and does every thing that any row
speaks of have a type, from a table or from the ontology? The second needs no declaration, so a
``kind/key`` in any column is checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from .. import names, rdf
from ..findings import Finding
from ..graphs import graph_of
from ..origin import Origin
from . import mends
from .checking import lexical_of
from .mapping import Row, Statement, source_of, statements_of
from .plan import Column, ForeignKey, Table
from .rules import finding
from .streaming import Mapped
from .templates import Template

_TYPE: Final = rdf.iri(names.PREFIXES["rdf"] + "type")
_OURS: Final = (names.THINGS, names.TERMS)
_OUR_IRI: Final = re.compile(
    f"<((?:{re.escape(names.THINGS)}(?!{re.escape(names.ROWS.removeprefix(names.THINGS))})|{re.escape(names.TERMS)})[^>]*)>"
)
_Place = tuple[str, int, str]
_Key = tuple[str, ...]
_Keys = tuple[set[_Key], list[tuple[str | None, ...]]]


def check_keys(mapped: Sequence[Mapped], known: Set[str]) -> list[Finding]:
    """Return a finding for each key, thing and term that nothing introduces.

    ``known`` has the IRIs that the ontology types: classes, properties, schemes and their concepts.
    """
    return _Checker(mapped, known).run()


@dataclass
class _Checker:
    mapped: Sequence[Mapped]
    known: Set[str]
    findings: list[Finding] = field(default_factory=list)
    blamed: set[_Place] = field(default_factory=set)
    keys: dict[tuple[str, tuple[str, ...]], _Keys | None] = field(default_factory=dict)
    nearest: dict[str, str | None] = field(default_factory=dict)
    by_kind: dict[str, set[str]] = field(default_factory=dict)
    introduced: set[str] = field(default_factory=set)
    unread: tuple[str, ...] = ()  # what a table that could not be read might introduce

    def run(self) -> list[Finding]:
        """Check foreign keys first: what they blame is not blamed again."""
        for one in self.mapped:
            self._foreign(one)
        self.introduced.update(self.known)
        for one in self.mapped:
            if not one.is_whole:
                self.unread += _beginnings(one.table)
            self.introduced |= one.withheld
            self.introduced.update(s[1:-1] for s, _ in graph_of(one.triples).pairs(_TYPE))
        for one in self.mapped:
            self._references(one, self._missing(one))
        return self.findings

    def _missing(self, one: Mapped) -> set[str]:
        """Return the IRIs of ours that the triples of a table hold and nothing introduces.

        Also those that stand in a text: no statement refers to them, so they are never told.
        """
        ours: set[str] = set()
        for graph in (graph_of(one.triples), graph_of(one.about)):
            for text in graph.texts():
                ours.update(_OUR_IRI.findall(text))
        return {iri for iri in ours if self._is_missing(iri)}

    def _foreign(self, one: Mapped) -> None:
        """Check the cells of the foreign keys of a table against the rows of the other tables."""
        checks = [
            (foreign, [one.table.column(name) for name in foreign.columns], keys)
            for foreign in one.table.foreign_keys
            if (keys := self._keys(foreign.table, tuple(foreign.referenced))) is not None
        ]
        for row in one.rows if checks else ():
            for foreign, columns, (there, vague) in checks:
                for key in keys_named(columns, row):
                    if key in there or not all(key) or any(_may_be(key, other) for other in vague):
                        continue
                    self.findings.append(_no_key(one.table, row, foreign, columns[0], key, there))
                    self.blamed.add((one.table.name, row.line, columns[0].name))

    def _keys(self, table: str, columns: tuple[str, ...]) -> _Keys | None:
        """Return what some columns of a table hold, and what is known of its bad rows.

        None if the table could not be read: that is told, and whether a row is there nobody knows.
        """
        found = (table, columns)
        if found not in self.keys:
            others = [other for other in self.mapped if other.table.name == table]
            there = {
                tuple(row.cells.get(name, "").strip() for name in columns)
                for other in others
                for row in (*other.kept, *other.set_aside)
            }
            vague = [key for other in others for key in _vague(other, columns)]
            is_whole = all(other.is_whole for other in others)
            self.keys[found] = (there, vague) if is_whole else None
        return self.keys[found]

    def _references(self, one: Mapped, missing: Set[str]) -> None:
        """Tell the cells of one table that name what is missing."""
        if not missing:
            return
        columns = {column.number: column for column in one.table.columns if column.number}
        virtual = [column for column in one.table.columns if column.is_virtual]
        told: set[tuple[_Place, str]] = set()
        for row in one.rows:
            for statement in statements_of(one.table, row):
                for position, term in enumerate(statement.triple):
                    iri = term[1:-1]
                    if iri not in missing:
                        continue
                    column = _column_of(statement, columns, virtual)
                    blamed = _blamed(one.table, column, position)
                    # A property that is the same for every row is wrong once, in the description.
                    line = 0 if blamed is None else statement.line
                    place = (one.table.name, line, (blamed or column).name)
                    if place not in self.blamed and (place, iri) not in told:
                        told.add((place, iri))
                        self.findings.append(self._dangling(one.table, row, column, blamed, iri))

    def _is_missing(self, iri: str) -> bool:
        return (
            iri.startswith(_OURS)
            and not iri.startswith(names.ROWS)
            and iri not in self.introduced
            and not iri.startswith(self.unread)
        )

    def _fill_kinds(self) -> None:
        """Sort what is introduced by its kind, once a mend is looked for."""
        for iri in self.introduced:
            place = names.kind_and_key(iri)
            if place:
                self.by_kind.setdefault(place[0], set()).add(place[1])

    def _dangling(
        self, table: Table, row: Row, column: Column, blamed: Column | None, iri: str
    ) -> Finding:
        is_term = iri.startswith(names.TERMS)
        english = "is no term of the ontology" if is_term else "is introduced by nothing"
        german = "ist kein Begriff der Ontologie" if is_term else "wird von nichts eingeführt"
        rule = "UnknownTerm" if is_term else "DanglingReference"
        mend = self._nearest(iri)
        if blamed is None:
            return finding(
                rule,
                column.origin,
                english,
                german,
                column=column.name,
                value=names.shorten(iri),
                mend=mend and names.shorten(mend),
                focus=iri,
            )
        item = _item(blamed, row, iri)
        return finding(
            rule,
            Origin(table.path, row.line, blamed.number),
            english,
            german,
            column=blamed.name,
            value=item,
            mend=mend and as_written(mend, iri, item),
            source=source_of(table, row),
            row=names.row(table.name, row.key),
            focus=iri,
        )

    def _nearest(self, iri: str) -> str | None:
        """Return the introduced IRI that is most like ``iri``: same key first, then same kind."""
        if iri not in self.nearest:
            self.nearest[iri] = self._search(iri)
        return self.nearest[iri]

    def _search(self, iri: str) -> str | None:
        if iri.startswith(names.TERMS):
            terms = [
                known.removeprefix(names.TERMS)
                for known in self.known
                if known.startswith(names.TERMS)
            ]
            near = mends.nearest(iri.removeprefix(names.TERMS), terms)
            return names.TERMS + near if near else None
        place = names.kind_and_key(iri)
        if place is None:
            return None
        if not self.by_kind:
            self._fill_kinds()
        kind, key = place
        for other in sorted(self.by_kind):
            if key in self.by_kind[other]:
                return names.mint(other, key)
        found = mends.nearest(key, self.by_kind.get(kind, ()))
        return names.mint(kind, found) if found else None


def _no_key(
    table: Table, row: Row, foreign: ForeignKey, column: Column, key: _Key, there: Set[_Key]
) -> Finding:
    value = ", ".join(key)
    return finding(
        "DanglingKey",
        Origin(table.path, row.line, column.number),
        f"is no key of {foreign.table}",
        f"ist kein Schlüssel von {foreign.table}",
        column=column.name,
        value=value,
        mend=mends.nearest(value, [", ".join(k) for k in there]),
        source=source_of(table, row),
        row=names.row(table.name, row.key),
    )


def keys_named(columns: Sequence[Column], row: Row) -> Iterator[tuple[str, ...]]:
    """Yield the keys that a row's cells name; a list names several."""
    if len(columns) == 1 and columns[0].separator:
        for item in row.cells.get(columns[0].name, "").split(columns[0].separator):
            yield (item.strip(),)
    else:
        yield tuple(row.cells.get(column.name, "").strip() for column in columns)


def _column_of(
    statement: Statement, columns: dict[int, Column], virtual: Sequence[Column]
) -> Column:
    """Return the column of a statement; a virtual one is found by its property and value."""
    if statement.column is not None:
        return columns[statement.column]
    _, predicate, value = statement.triple
    fitting = [c for c in virtual if c.property == rdf.iri_of(predicate)] or list(virtual)
    exact = [c for c in fitting if c.value and c.value.constant == value[1:-1]]
    return (exact or fitting)[0]


def _blamed(table: Table, column: Column, position: int) -> Column | None:
    """Return the column of the file that gave a term, or None if the description alone did."""
    template: Template | None = (column.about, column.predicate, column.value)[position]
    used = template.variables if template else ()
    if column.name in used and not column.is_virtual:
        return column
    return next((c for c in table.written if c.name in used), None)


def _item(column: Column, row: Row, iri: str) -> str:
    """Return the part of a cell that gave an IRI."""
    text = row.cells[column.name] or column.default
    items = text.split(column.separator) if column.separator else [text]
    return next((item for item in items if item and iri.endswith(item.strip())), text)


def as_written(mend: str, iri: str, item: str) -> str:
    """Write an IRI as the cell that held ``item`` for ``iri`` would: ``kind/key`` or the key alone.

    A key alone cannot name another kind, so then the whole ``kind/key`` is shown.
    """
    if mend.startswith(names.TERMS):
        return mend.removeprefix(names.TERMS)
    kind, key = names.kind_and_key(mend) or ("", mend)
    same_kind = iri.startswith(names.mint(kind, ""))
    return key if "/" not in item and same_kind else f"{kind}/{key}"


def _beginnings(table: Table) -> tuple[str, ...]:
    """Return how the IRIs of the things begin that a table introduces."""
    types = [column for column in table.columns if column.property == _TYPE[1:-1]]
    return tuple(
        Template(column.about.text.partition("{")[0], column.about.base).constant or names.BASE
        for column in types
        if column.about is not None
    )


def _vague(one: Mapped, referenced: Sequence[str]) -> Iterator[tuple[str | None, ...]]:
    """Yield the keys of bad rows of which a part is known, None for each other part.

    What refers to such a row by several columns is not blamed for the one that cannot be read.
    """
    if len(referenced) < 2:  # a key of one column is known or not
        return
    columns = [one.table.column(name) for name in referenced]
    for row in one.set_aside:
        key = tuple(_known(one.table, row, column) for column in columns)
        if any(key):
            yield key


def _known(table: Table, row: Row, column: Column) -> str | None:
    """Return what a cell of a bad row says, if that is certain."""
    text = row.cells.get(column.name)
    if text is None or lexical_of(column, text) is None:
        return None
    return text.strip() if row.is_whole or column.name in table.primary_key else None


def _may_be(key: tuple[str, ...], other: tuple[str | None, ...]) -> bool:
    return all(theirs is None or theirs == ours for ours, theirs in zip(key, other, strict=True))
