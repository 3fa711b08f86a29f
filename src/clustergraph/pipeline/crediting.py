"""What a build says of its sources: whose data they are, from which files, and what became of them.

The catalogue names publisher and licence of each graph, provenance the files with their SHA-256,
and the account every record, row and triple that was read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .. import catalog, names, sources
from .sourcing import Sourced

_COLUMNS: Final = ("file", "record", "column", "value", "rule", "reason_en", "reason_de", "mend")


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the ``records`` of files, the ``rows`` of a table, the ``triples`` of a graph.

    Of records and rows, ``read`` is ``mapped`` and ``aside`` together; of the triples of an RDF
    file, ``mapped`` are those that its graph holds.
    """

    source: str
    kind: str
    name: str
    read: int
    mapped: int
    aside: int


def count(sourced: Sourced) -> tuple[Counted, ...]:
    """Return the account of every source that was read: its records, its rows, its triples."""
    return tuple(entry for made in sourced.made for entry in _count(made, sourced))


def _count(made: sources.Made, sourced: Sourced) -> Iterator[Counted]:
    source = made.source.name
    for name, tally in made.staged.items():
        yield Counted(source, "records", name, tally.read, tally.read - tally.aside, tally.aside)
    rows = sourced.rows
    for table in made.tables:
        yield Counted(source, "rows", table.name, *rows[table.name])
    for name, triples in made.graphs.items():
        yield Counted(source, "triples", name, made.graph_read[name], len(triples), 0)


def files_of(sourced: Sourced) -> Iterator[dict[str, tuple[str, str]]]:
    """Yield for each graph of a source its files, each with the graph's IRI and its SHA-256."""
    for made in sourced.made:
        for name, places in made.inputs.items():
            yield {
                names.source_file(made.source.name, made.files[place][0]): (
                    names.graph(name),
                    made.files[place][1],
                )
                for place in places
                if place in made.files
            }


def parts_of(sourced: Sourced) -> tuple[catalog.Part, ...]:
    """Return publisher and licence of each graph that a source fills."""
    return tuple(
        _part(made.source, name)
        for made in sourced.made
        for name in [*(table.name for table in made.tables), *made.graphs]
    )


def _part(source: sources.Source, name: str) -> catalog.Part:
    publisher = source.publisher.get("name")
    address = source.publisher.get("url") or names.publisher(source.name)
    return catalog.Part(
        names.graph(name),
        source.title,
        (address, publisher) if publisher else None,
        source.licence,
        source.licence_note,
        source.homepage,
    )


def write_aside(path: Path, sourced: Sourced) -> None:
    """Write every row that was set aside into a CSV file, in reading order; none writes none.

    It begins with a byte order mark: a spreadsheet then reads umlauts as they are.
    """
    if not sourced.aside:
        return
    told = sorted(sourced.aside, key=lambda one: one.order)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for one in told:
            rule = one.rule.rpartition("#")[2]
            writer.writerow(
                (one.origin.path, one.origin.line, one.column_name, one.value, rule,
                 one.message_en, one.message_de, one.mend)
            )  # fmt: skip
