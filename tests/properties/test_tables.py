"""What holds for every table: order does not matter, cells come back, templates keep to the RFC."""

from __future__ import annotations

import csv
import io
import json
import random
import tempfile
from pathlib import Path
from urllib.parse import urljoin

import uritemplate
from hypothesis import given, settings
from hypothesis import strategies as st

import tinyproject
from clustergraph import names, rdf, tables
from clustergraph.tables.templates import Template

# Text that a cell may hold: no surrogates, no control characters but the newline.
CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.just("\n"), max_size=30)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(chance: random.Random) -> None:
    """Shuffled rows give the same triples."""
    with tempfile.TemporaryDirectory() as folder:
        project = tinyproject.copy(Path(folder))
        for path in (project / "data").glob("*.csv"):
            header, *rows = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
            chance.shuffle(rows)
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows([header, *rows])
        shuffled, straight = tinyproject.read(project), tinyproject.read(tinyproject.TINY)
    for one, other in zip(shuffled, straight, strict=True):
        assert {s.triple for s in one.statements} == {s.triple for s in other.statements}
        assert one.findings == other.findings == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
def test_a_cell_comes_back_as_its_literal(rows: list[tuple[str, str]]) -> None:
    """Commas, quotation marks, newlines, any script: what was written is what is said."""
    description = {
        "@context": "http://www.w3.org/ns/csvw", "aboutUrl": "urn:{key}",
        "tables": [{"url": "t.csv", "tableSchema": {"primaryKey": "key", "columns": [
            {"name": "key", "suppressOutput": True}, {"name": "a"}, {"name": "b", "lang": "de"}]}}],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        data.mkdir()
        (data / "csv-metadata.json").write_text(json.dumps(description), "utf-8")
        with (data / "t.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["key", "a", "b"])
            writer.writerows([str(number), *row] for number, row in enumerate(rows))
        project = Path(folder)
        mapped = tables.map_table(project, tables.describe(project)["t"])
    assert mapped.rows_mapped == len(rows)
    found = {(s.triple[0], s.column): rdf.parts_of(s.triple[2]).lexical for s in mapped.statements}
    assert found == {
        (f"<urn:{number}>", column): cell
        for number, row in enumerate(rows)
        for column, cell in enumerate(row, start=2)
        if cell
    }
    physical = 2
    for row, record in zip(rows, mapped.rows, strict=True):
        assert record.line == physical
        physical += 1 + sum(cell.count("\n") for cell in row)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        ["../id/{key}", "../id/{+key}", "../id/x--{key}", "{+key}", "#{key}", "a/{+key}"]
    ),
    st.text(st.sampled_from("abz019-_~/.:%äß #?&=[]{}"), min_size=1, max_size=12),
)
def test_the_quick_way_of_a_template_is_the_way_of_the_rfc(text: str, value: str) -> None:
    """Ready pieces give what uritemplate and urljoin give."""
    base = names.BASE + "data/t.csv"
    expanded = uritemplate.expand(text, key=value)
    if rdf.is_iri(expanded) or names.expand(expanded):
        return  # the house keeps an address with a scheme as it stands
    assert Template(text, base).expand({"key": value}) == urljoin(base, expanded)
