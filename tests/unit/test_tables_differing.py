"""What rows say that they did not say before: by rows as they stand, and never by their places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clustergraph import names, tables
from clustergraph.rdf import iri, literal
from clustergraph.tables import differing

LABEL = names.PREFIXES["rdfs"] + "label"
COLUMNS = [
    {"name": "key", "required": True, "suppressOutput": True},
    {"name": "thing", "suppressOutput": True},
    {"name": "label", "propertyUrl": LABEL},
]


def mapped(folder: Path, rows: str, **more: object) -> tables.Mapped:
    """Map one table of rows about things, several of which may be about one."""
    table = {
        "url": "labels.csv",
        "tableSchema": {
            "primaryKey": "key", "aboutUrl": "../id/thing/{thing}", "columns": COLUMNS, **more,
        },
    }  # fmt: skip
    (folder / "data").mkdir(parents=True)
    document = {"@context": names.PREFIXES["csvw"].rstrip("#"), "tables": [table]}
    (folder / "data" / "csv-metadata.json").write_text(json.dumps(document), "utf-8")
    (folder / "data" / "labels.csv").write_text("key,thing,label\n" + rows, "utf-8")
    found = tables.map_table(folder, tables.describe(folder).tables[0])
    assert not found.findings
    return found


def between(folder: Path, before: str, after: str) -> tables.Difference:
    """Compare two states of the rows."""
    one, other = mapped(folder / "before", before), mapped(folder / "after", after)
    found = tables.differ(other.table, one.kept, other.kept)
    assert found is not None
    assert found.added == other.triples - one.triples
    assert found.removed == one.triples - other.triples
    return found


def test_a_changed_cell_is_a_row_gone_and_a_row_come(tmp_path: Path) -> None:
    """The others are not mapped again."""
    found = between(tmp_path, "1,a,x\n2,b,y\n", "1,a,x\n2,b,z\n")
    thing = iri(names.mint("thing", "b"))
    assert found.added == {(thing, iri(LABEL), literal("z"))}
    assert [row.key for row in found.come] == [row.key for row in found.gone] == ["2"]


def test_what_another_row_says_too_neither_comes_nor_goes(tmp_path: Path) -> None:
    """Two rows may say one triple; it goes with the last of them."""
    assert not between(tmp_path / "1", "1,a,x\n", "1,a,x\n2,a,x\n").added
    assert not between(tmp_path / "2", "1,a,x\n2,a,x\n", "2,a,x\n").removed
    assert not between(tmp_path / "3", "1,a,x\n2,a,x\n", "3,a,x\n4,b,x\n").removed
    assert len(between(tmp_path / "4", "1,a,x\n2,a,x\n", "").removed) == 1


def test_a_row_that_moves_is_the_same(tmp_path: Path) -> None:
    """Its number is another one, and nothing that it says."""
    found = between(tmp_path, "1,a,x\n2,b,y\n3,c,z\n", "3,c,z\n1,a,x\n2,b,y\n")
    assert (found.come, found.gone) == ([], [])


def test_very_many_rows_are_not_compared_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mapping everything again takes less time than so many rows by themselves."""
    one, other = mapped(tmp_path / "1", "1,a,x\n"), mapped(tmp_path / "2", "1,a,y\n")
    monkeypatch.setattr(differing, "MOST", 1)
    assert tables.differ(other.table, one.kept, other.kept) is None
    assert tables.replaced((one.table, one.kept), (other.table, other.kept)) is None


def test_a_replaced_table_says_all_anew(tmp_path: Path) -> None:
    """Each side by its own description; what both say neither comes nor goes."""
    one, other = mapped(tmp_path / "1", "1,a,x\n2,b,y\n"), mapped(tmp_path / "2", "1,a,x\n3,c,z\n")
    found = tables.replaced((one.table, one.kept), (other.table, other.kept))
    assert found is not None
    assert found.is_replaced
    assert (found.added, found.removed) == (
        other.triples - one.triples, one.triples - other.triples,
    )  # fmt: skip
    gone = tables.replaced((one.table, one.kept), None)
    assert gone is not None
    assert gone.removed == one.triples
