"""Sources in a build: their rows mapped, bad rows set aside, everything counted.

A source with ``on_error = "stop"`` is treated as the curated tables are. One with ``"report"``
loses its bad rows, and the build goes on without them: nothing that they say is concluded from or
published, and what refers to them is told like any other reference that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from .. import sources, tables
from ..findings import Finding, Severity
from ..origin import Origin
from ..rdf import Triple

Map = Callable[[tables.Table], tables.Mapped]
Check = Callable[[Sequence[tables.Mapped]], list[Finding]]
_ASIDE: Final = ("; the row was set aside", "; die Zeile wurde ausgeschlossen")


@dataclass(frozen=True)
class Sourced:
    """What the sources give to a build.

    ``made`` are the sources that were read, ``absent`` those that no place is named for.
    ``mapped`` are their tables, ``graphs`` their RDF by graph name. ``findings`` are told in the
    report; those of ``aside`` name the rows that were set aside, in the words of the report, too.
    """

    made: tuple[sources.Made, ...] = ()
    absent: tuple[sources.Source, ...] = ()
    mapped: tuple[tables.Mapped, ...] = ()
    findings: tuple[Finding, ...] = ()
    aside: tuple[Finding, ...] = ()

    @property
    def graphs(self) -> dict[str, frozenset[Triple]]:
        """The triples of RDF files by the name of their graph."""
        return {name: content for made in self.made for name, content in made.graphs.items()}

    @property
    def files(self) -> dict[PurePosixPath, list[Triple]]:
        """The same by the first file that they were read from."""
        found: dict[PurePosixPath, list[Triple]] = {}
        for made in self.made:
            for name, content in made.graphs.items():
                place = next(iter(made.inputs[name]), made.source.toml)
                found.setdefault(place, []).extend(content)
        return found

    @property
    def rows(self) -> dict[str, tuple[int, int, int]]:
        """Rows read, mapped and set aside, by table; the first is the sum of the others."""
        shaped = {name: tally for made in self.made for name, tally in made.shaped.items()}
        counts = {}
        for one in self.mapped:
            tally = shaped[one.table.name]
            counts[one.table.name] = (
                tally.read, one.rows_mapped, one.rows_set_aside + tally.aside
            )  # fmt: skip
        return counts

    def told(self, origin: Origin) -> Origin:
        """Return the publisher's file and record for a place in shaped rows; others as they are."""
        for made in self.made:
            if origin.path in made.origins and origin.line is not None:
                return made.origins[origin.path].of(origin.line) or origin
        return origin

    def in_words_of_the_publisher(self, found: Iterable[Finding]) -> list[Finding]:
        """Return findings with every place as the publisher of the data knows it."""
        return [self._in_words(one) for one in found]

    def _in_words(self, one: Finding) -> Finding:
        related = tuple(map(self.told, one.related))
        english, german = one.message_en, one.message_de
        for before, after in zip(one.related, related, strict=True):
            if before is not after:  # "is the key of line 7 already" speaks of shaped rows
                english = english.replace(f"line {before.line} ", f"record {after.line} ")
                german = german.replace(f"Zeile {before.line}", f"Datensatz {after.line}")
        return replace(
            one,
            origin=self.told(one.origin),
            message_en=english,
            message_de=german,
            related=related,
            further=tuple((self.told(place), text) for place, text in one.further),
        )

    def settled(self, found: Iterable[Finding]) -> tuple[Sourced, list[Finding]]:
        """Set aside the rows of reporting sources that violations name.

        Returns what is left, and the findings that concern no such row.
        """
        paths = self._reporting()
        lines: dict[PurePosixPath, set[int]] = {}
        rest: list[Finding] = []
        aside: list[Finding] = []
        for one in found:
            place = one.origin
            if (
                one.severity is Severity.VIOLATION
                and place.path in paths
                and place.line is not None
                and self.told(place) is not place
            ):
                lines.setdefault(place.path, set()).add(place.line)
                aside.append(one)
            else:
                rest.append(one)
        if not aside:
            return self, rest
        mapped = tuple(
            _without(one, lines[one.table.path]) if one.table.path in lines else one
            for one in self.mapped
        )
        return replace(self, mapped=mapped, aside=(*self.aside, *map(_lowered, aside))), rest

    def _reporting(self) -> frozenset[PurePosixPath]:
        return frozenset(
            table.path
            for made in self.made
            if made.source.on_error is sources.OnError.REPORT
            for table in made.tables
        )


def read(project: Path, cache: Path, map_table: Map, say: Callable[[str], None]) -> Sourced:
    """Read every source that clustergraph.toml gives a place; set aside what cannot be mapped.

    Raises ProjectError when a description is wrong, OSError when a file cannot be read.
    """
    made: list[sources.Made] = []
    absent: list[sources.Source] = []
    for source in sources.read_sources(project):
        if source.place is None:
            absent.append(source)
            continue
        say(f"reading source {source.name}")
        made.append(sources.make(project, source, cache))
    mapped = tuple(map_table(table) for one in made for table in one.tables)
    findings: list[Finding] = []
    aside: list[Finding] = []
    for one in made:
        findings += one.faults
        reports = one.source.on_error is sources.OnError.REPORT
        (aside if reports else findings).extend(
            map(_lowered, one.findings) if reports else one.findings
        )
    sourced = Sourced(tuple(made), tuple(absent), mapped, (), tuple(aside))
    sourced, rest = sourced.settled(f for one in mapped for f in one.findings)
    return replace(sourced, mapped=_withdrawn(sourced), findings=(*findings, *rest))


def _withdrawn(sourced: Sourced) -> tuple[tables.Mapped, ...]:
    """Let nothing rest on bad rows of reporting sources: the build goes on without them."""
    paths = sourced._reporting()  # the same room
    return tuple(
        replace(one, aside=[], withheld=frozenset()) if one.table.path in paths else one
        for one in sourced.mapped
    )


def _lowered(found: Finding) -> Finding:
    """Return a violation as what it is where bad rows are set aside: a warning that says so."""
    if found.severity is not Severity.VIOLATION:
        return found
    return replace(
        found,
        severity=Severity.WARNING,
        message_en=found.message_en.rstrip(". ") + _ASIDE[0],
        message_de=found.message_de.rstrip(". ") + _ASIDE[1],
    )


def _without(one: tables.Mapped, lines: set[int]) -> tables.Mapped:
    """Return a table without the rows that begin at some lines."""
    rows = [row for row in one.rows if row.line not in lines]
    gone = [row for row in one.rows if row.line in lines]
    return replace(
        one,
        statements=[s for s in one.statements if s.line not in lines] if gone else one.statements,
        rows=rows,
        rows_mapped=len(rows),
        rows_set_aside=one.rows_read - len(rows),
        set_aside=[*one.set_aside, *gone],
        findings=[],
    )


def check_rows(
    sourced: Sourced, check: Callable[[Sequence[tables.Mapped]], list[Finding]]
) -> tuple[Sourced, list[Finding]]:
    """Check what refers to nothing until no more row of a reporting source has to go.

    A row that goes may take with it what others refer to.
    """
    while True:
        settled, rest = sourced.settled(check(sourced.mapped))
        if settled is sourced:
            return sourced, rest
        sourced = settled


def check_account(rows: dict[str, tuple[int, int, int]]) -> None:
    """Raise RuntimeError, a fault of ours, when a row vanished between reading and mapping."""
    wrong = [name for name, (read_, mapped, aside) in rows.items() if read_ != mapped + aside]
    if wrong:
        raise RuntimeError(f"rows read are not rows mapped and set aside: {', '.join(wrong)}")
