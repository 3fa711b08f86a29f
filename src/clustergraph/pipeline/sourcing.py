"""Sources in a build: their rows mapped, bad rows set aside, everything counted.

A source with ``on_error = "stop"`` is treated as the curated tables are. One with ``"report"``
loses its bad rows, and the build goes on without them: nothing that they say is concluded from or
published, and what refers to them is told like any other reference that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Final

from .. import sources, tables
from ..findings import Finding, Severity
from ..origin import Origin
from ..rdf import Triple
from .progress import Steps

Map = Callable[[tables.Table], tables.Mapped]
Check = Callable[[Sequence[tables.Mapped]], list[Finding]]
_ASIDE: Final = ("; the row was set aside", "; die Zeile wurde ausgeschlossen")


@dataclass(frozen=True)
class Sourced:
    """What the sources give to a build.

    ``made`` are the sources that were read, ``absent`` those that no place is named for.
    ``mapped`` are their tables, ``graphs`` their RDF by graph name. ``findings`` are told in the
    report; those of ``aside`` name the rows that were set aside, where the publisher has them.
    ``origins`` lead from shaped rows, also from those of earlier rounds, to records. ``dropped``
    counts the rows of a table that were set aside after they were mapped.
    """

    made: tuple[sources.Made, ...] = ()
    absent: tuple[sources.Source, ...] = ()
    mapped: tuple[tables.Mapped, ...] = ()
    findings: tuple[Finding, ...] = ()
    aside: tuple[Finding, ...] = ()
    origins: Mapping[PurePosixPath, tables.Shaped] = field(default_factory=dict)
    dropped: Mapping[str, int] = field(default_factory=dict)
    map_table: Map | None = field(default=None, repr=False)

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
            name, tally = one.table.name, shaped[one.table.name]
            aside = tally.aside + self.dropped.get(name, 0) + one.rows_set_aside
            counts[name] = (tally.read, one.rows_mapped, aside)
        return counts

    @property
    def shaped(self) -> dict[str, tables.Shaped]:
        """The origins of the rows that are left, by table."""
        return {one.table.name: self.origins[one.table.path] for one in self.mapped}

    def told(self, origin: Origin) -> Origin:
        """Return the publisher's file and record for a place in shaped rows; others as they are."""
        if origin.path in self.origins and origin.line is not None:
            return self.origins[origin.path].of(origin.line) or origin
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
        paths = self.reporting()
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
        settled = self
        for mapped in self.mapped:
            if mapped.table.path in lines:
                settled = settled.without(mapped, lines[mapped.table.path])
        told = settled.in_words_of_the_publisher(map(_lowered, aside))
        return replace(settled, aside=(*self.aside, *told)), rest

    def without(self, one: tables.Mapped, lines: set[int]) -> Sourced:
        """Map a table again without the rows that begin at some lines, and without its bad ones."""
        assert self.map_table is not None  # noqa: S101  # only what was mapped can be set aside
        gone = lines | {row.line for row in one.set_aside}
        path = Path(one.table.path)
        stem, _, number = path.stem.partition(".")
        target = path.with_name(f"{stem}.{int(number or 1) + 1}.csv")
        origins = tables.without(path, self.origins[one.table.path], gone, target)
        table = replace(one.table, path=PurePosixPath(target.as_posix()))
        return replace(
            self,
            mapped=tuple(self.map_table(table) if m is one else m for m in self.mapped),
            origins={**self.origins, table.path: origins},
            dropped={**self.dropped, table.name: self.dropped.get(table.name, 0) + len(gone)},
        )

    def reporting(self) -> frozenset[PurePosixPath]:
        """Return where the rows of those tables lie of which a bad row does not stop the build."""
        reporting = {
            table.name
            for made in self.made
            if made.source.on_error is sources.OnError.REPORT
            for table in made.tables
        }
        return frozenset(one.table.path for one in self.mapped if one.table.name in reporting)


def read(project: Path, cache: Path, map_table: Map, say: Steps) -> Sourced:
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
    sourced = Sourced(
        tuple(made),
        tuple(absent),
        tuple(map_table(table) for one in made for table in one.tables),
        origins={path: origins for one in made for path, origins in one.origins.items()},
        map_table=map_table,
    )
    findings: list[Finding] = []
    aside: list[Finding] = []
    for one in made:
        findings += one.faults
        reports = one.source.on_error is sources.OnError.REPORT
        for found in one.findings:
            (aside if reports and _is_bad(found) else findings).append(found)
    paths = sourced.reporting()
    mapped = []
    for each in sourced.mapped:
        if each.table.path in paths:
            # Nothing may rest on a bad row: the build goes on without it.
            mapped.append(replace(each, aside=[], withheld=frozenset()))
            aside += filter(_is_bad, each.findings)
            findings += (found for found in each.findings if not _is_bad(found))
        else:
            mapped.append(each)
            findings += each.findings
    told = sourced.in_words_of_the_publisher(map(_lowered, aside))
    return replace(sourced, mapped=tuple(mapped), findings=tuple(findings), aside=tuple(told))


def _is_bad(found: Finding) -> bool:
    return found.severity is Severity.VIOLATION


def _lowered(found: Finding) -> Finding:
    """Return a violation as what it is where bad rows are set aside: a warning that says so."""
    return replace(
        found,
        severity=Severity.WARNING,
        message_en=found.message_en.rstrip(". ") + _ASIDE[0],
        message_de=found.message_de.rstrip(". ") + _ASIDE[1],
    )


def check_rows(sourced: Sourced, check: Check) -> tuple[Sourced, list[Finding]]:
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
