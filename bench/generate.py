"""Write a synthetic project like CORDIS, for tests and measurements only.

    python bench/generate.py --triples 30000 --seed 1 OUT
    python bench/generate.py --triples 2000000 OUT --ntriples world.nt --evidence rows.nt

OUT becomes a project like any other (``clustergraph build --project OUT``): tables in the very
columns of ``data/csv-metadata.json``, and links to the project's ontology, rules and shapes. The
same wish and seed give the same bytes. ``--ntriples`` writes what the tables say about the world,
``--evidence`` what they say about their rows, as N-Triples, so that millions of triples need not go
through the mapper. Nothing of it is ever published: keys begin with ``syn``, the source, the
description and a file SYNTHETIC.md say what it is, and OUT must not hold anything else.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from clustergraph import tables
from emitting import Emitter
from synthetic import TABLES, World

PROJECT = Path(__file__).parent.parent
MARK = "SYNTHETIC.md"
NOTE = """# Synthetic / Synthetisch

Everything in this folder is synthetic: it was written by `bench/generate.py` of clustergraph, for
tests and measurements. Nothing in it is true, and it must never be published.

Alles in diesem Ordner ist synthetisch: `bench/generate.py` von clustergraph hat es für Tests und
Messungen geschrieben. Nichts davon ist wahr, und es darf nie veröffentlicht werden.

Triples wished for: {wish}. Seed: {seed}.
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was written: triples about the world, triples about rows, and rows by table."""

    world: int
    evidence: int
    rows: Mapping[str, int]


class NotSyntheticError(Exception):
    """The folder holds something that was not written here."""


def generate(
    folder: Path,
    wish: int,
    seed: int = 1,
    ntriples: Path | None = None,
    evidence: Path | None = None,
    project: Path = PROJECT,
) -> Counts:
    """Write a project of about ``wish`` asserted triples about the world (within 3 %).

    Raises NotSyntheticError when the folder holds anything that is not synthetic.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise NotSyntheticError(f"{folder} holds something else; give an empty or new folder")
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(NOTE.format(wish=wish, seed=seed), encoding="utf-8")
    for name in ("ontology", "rules", "shapes"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to((project / name).resolve())
    described = json.loads((project / "data" / "csv-metadata.json").read_text(encoding="utf-8"))
    text = json.dumps(describe(described), ensure_ascii=False, indent=2) + "\n"
    (data / "csv-metadata.json").write_text(text, encoding="utf-8")
    with contextlib.ExitStack() as stack:

        def open_(path: Path | None) -> TextIO | None:
            if path is None:
                return None
            return stack.enter_context(path.open("w", encoding="utf-8", newline=""))

        writer = Writer(open_(ntriples), open_(evidence))
        for table in tables.describe(folder).tables:
            file = stack.enter_context(
                (folder / table.path).open("w", encoding="utf-8", newline="")
            )
            writer.add(table, file)
        world = World(wish, seed, writer.write)
        world.run()
    return Counts(world.count, writer.evidence_count, writer.rows)


def describe(metadata: dict[str, Any]) -> dict[str, Any]:
    """Cut the synthetic tables out of the project's description, and say what they are."""
    described = dict(metadata)
    described["dc:title"] = {
        "en": "Synthetic tables for tests and measurements",
        "de": "Synthetische Tabellen für Tests und Messungen",
    }
    described["dc:description"] = {
        "en": "synthetic: nothing in these tables is true",
        "de": "synthetisch: nichts in diesen Tabellen ist wahr",
    }
    described["tables"] = [
        _describe_table(table)
        for table in metadata["tables"]
        if str(table["url"]).removesuffix(".csv") in TABLES
    ]
    return described


def _describe_table(table: dict[str, Any]) -> dict[str, Any]:
    schema = dict(table["tableSchema"])
    if "foreignKeys" in schema:
        schema["foreignKeys"] = [
            key
            for key in schema["foreignKeys"]
            if key["reference"]["resource"].removesuffix(".csv") in TABLES
        ]
    title = table.get("dc:title", table["url"])
    return {
        **table,
        "dc:title": {"en": f"{title} (synthetic)", "de": f"{title} (synthetisch)"},
        "dc:description": {
            "en": f"synthetic: {table.get('dc:description', '')}",
            "de": "synthetisch: für Tests und Messungen erzeugt",
        },
        "tableSchema": schema,
    }


@dataclass
class Writer:
    """Takes rows, writes them to their tables and, where wished, as N-Triples."""

    ntriples: TextIO | None = None
    evidence: TextIO | None = None
    evidence_count: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    _emitters: dict[str, Emitter] = field(default_factory=dict)
    _files: dict[str, tuple[Any, list[str]]] = field(default_factory=dict)

    def add(self, table: tables.Table, file: TextIO) -> None:
        """Open a table: write its header."""
        columns = [column.name for column in table.written]
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(columns)
        self._files[table.name] = (lines, columns)
        self._emitters[table.name] = Emitter(table)
        self.rows[table.name] = 0

    def write(self, table: str, cells: Mapping[str, str]) -> int:
        """Write a row; return how many triples it says about the world."""
        lines, columns = self._files[table]
        if unknown := cells.keys() - set(columns):
            raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
        lines.writerow([cells.get(column, "") for column in columns])
        self.rows[table] += 1
        triples = self._emitters[table].triples(cells)
        self.evidence_count += len(triples.evidence)
        if self.ntriples:
            self.ntriples.writelines(triples.world)
        if self.evidence:
            self.evidence.writelines(triples.evidence)
        return len(triples.world)


def main() -> int:
    """Read the command line and write the project."""
    parser = argparse.ArgumentParser(description="Write a synthetic project for measurements.")
    parser.add_argument("folder", type=Path, metavar="OUT")
    parser.add_argument("--triples", type=int, default=30_000, help="asserted triples wished for")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ntriples", type=Path, help="write the triples about the world here too")
    parser.add_argument("--evidence", type=Path, help="write the triples about rows here too")
    given = parser.parse_args()
    try:
        counts = generate(given.folder, given.triples, given.seed, given.ntriples, given.evidence)
    except NotSyntheticError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps({"world": counts.world, "evidence": counts.evidence, "rows": counts.rows}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
