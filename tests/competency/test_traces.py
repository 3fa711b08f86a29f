"""Every triple leads back: an asserted one to its cell and its source, an inferred one to those."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store

import pocket
from clustergraph import names, pipeline, provenance, store, vocab
from clustergraph.rdf import Triple, iri, is_literal, parts_of, term_of

TITLE = NamedNode(vocab.DCT_TITLE)
DERIVED = {names.INFERRED_GRAPH, names.PROVENANCE_GRAPH, names.CATALOGUE_GRAPH}


class Sheets:
    """The cells of the tables by file and physical line, read by Python's own reader."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._rows: dict[str, dict[int, list[str]]] = {}

    def row(self, file: str, line: int) -> list[str]:
        """Return the cells of the row that starts on a line; empty if none does."""
        if file not in self._rows:
            with (self._project / file).open(encoding="utf-8", newline="") as text:
                self._rows[file] = dict(_numbered(csv.reader(text)))
        return self._rows[file].get(line, [])


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Number rows by the line on which they start."""
    start = 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1  # type: ignore[attr-defined]


def spo(quad: Quad) -> Triple:
    """Return the triple of a quad as text."""
    return term_of(quad.subject), term_of(quad.predicate), term_of(quad.object)  # type: ignore[arg-type]


def table_triples(graph: Store) -> Iterator[tuple[str, Triple]]:
    """Yield each triple of each table's graph with the name of the table."""
    for name in graph.named_graphs():
        assert isinstance(name, NamedNode)
        if name.value not in DERIVED and name.value != names.ONTOLOGY_GRAPH:
            for quad in graph.quads_for_pattern(None, None, None, name):
                yield name.value.removeprefix(names.GRAPHS), spo(quad)


def is_titled(graph: Store, cell: provenance.Cell) -> bool:
    """Tell whether a cell's row has a source with a title; a row of sources.csv is its own."""
    sources = cell.words.sources
    if cell.table == "sources":
        assert cell.row is not None
        sources = (names.mint("source", cell.row.removeprefix(names.row("sources", ""))),)
    return any(
        next(graph.quads_for_pattern(NamedNode(source), TITLE, None, None), None)
        for source in sources
    )


def is_in_the_sheet(sheets: Sheets, cell: provenance.Cell) -> bool:
    """Tell whether the file holds, on the line and in the column, the text that a cell gives."""
    assert cell.line is not None
    row = sheets.row(cell.file, cell.line)
    if cell.column is None:  # from a virtual column: the row is enough
        return len(row) > 1
    return len(row) >= cell.column and row[cell.column - 1] == cell.text


def untraced(graph: Store, evidence: provenance.Evidence, sheets: Sheets) -> list[str]:
    """Return every triple of a table that does not lead to its cell and a source."""
    missing = []
    for table, triple in table_triples(graph):
        cells = [cell for cell in evidence.cells(triple) if cell.table == table]
        if not cells:
            missing.append(f"{table}: {triple} has no cell")
        missing += [
            f"{table}: {triple} is not at {cell.file}:{cell.line}:{cell.column}"
            for cell in cells
            if not is_in_the_sheet(sheets, cell)
        ]
        if not any(is_titled(graph, cell) for cell in cells):
            missing.append(f"{table}: {triple} has no source with a title")
    return missing


@pytest.mark.slow
def test_every_asserted_triple_has_cell_and_source(
    graph: Store, generation: store.Generation, project: Path
) -> None:
    """Every triple of every table, and the file really holds the cell: 100 %."""
    with provenance.open_evidence(generation) as evidence:
        missing = untraced(graph, evidence, Sheets(project))
    assert not missing, "\n".join(missing)
    assert len(list(table_triples(graph))) > 8000


@pytest.mark.slow
def test_every_default_triple_is_asserted_inferred_or_ontology(graph: Store) -> None:
    """The default graph is the union of the named ones, each triple once."""
    named = {triple for _, triple in table_triples(graph)}
    for name in (names.ONTOLOGY_GRAPH, names.INFERRED_GRAPH):
        named |= {spo(q) for q in graph.quads_for_pattern(None, None, None, NamedNode(name))}
    default = [spo(quad) for quad in graph.quads_for_pattern(None, None, None, DefaultGraph())]
    assert len(default) == len(named)
    assert set(default) == named


@pytest.mark.slow
def test_a_literal_of_a_plain_column_is_its_cell(
    graph: Store, generation: store.Generation
) -> None:
    """A German label is letter by letter what stands in its cell."""
    with provenance.open_evidence(generation) as evidence:
        checked = 0
        for _, triple in table_triples(graph):
            if triple[1] == iri(vocab.SKOS_PREF_LABEL) and is_literal(triple[2]):
                texts = {cell.text for cell in evidence.cells(triple)}
                assert texts == {parts_of(triple[2]).lexical}
                checked += 1
    assert checked > 300


@pytest.mark.slow
def test_every_inferred_triple_rests_on_asserted_ones(
    graph: Store, generation: store.Generation, built: pipeline.Built
) -> None:
    """Each has a rule with its sentence, and its leaves are asserted, ontology or evidence."""
    given = built.asserted | built.ontology | built.provenance
    inferred = {
        spo(q) for q in graph.quads_for_pattern(None, None, None, NamedNode(names.INFERRED_GRAPH))
    }
    with provenance.open_evidence(generation) as evidence:
        unproven = ungrounded(inferred, given, evidence)
    assert not unproven, "\n".join(map(str, unproven))
    assert len(inferred) > 4000


@pytest.mark.slow
def test_every_inferred_triple_is_explained_down_to_cells(
    graph: Store, generation: store.Generation
) -> None:
    """Each proof ends at cells of tables and ontology files, but for the datatype of a literal."""
    inferred = sorted(
        spo(q) for q in graph.quads_for_pattern(None, None, None, NamedNode(names.INFERRED_GRAPH))
    )
    with provenance.open_evidence(generation) as evidence:
        explained = provenance.explain(evidence, inferred)
    hanging = [
        (one.triple, leaf.triple)
        for one in explained
        for leaf in one.leaves()
        if not leaf.cells and leaf.rule != "dt-type2"
    ]
    assert not hanging, hanging[:5]
    assert all(one.rule and not one.cells for one in explained)


def ungrounded(
    inferred: set[Triple], given: frozenset[Triple], evidence: provenance.Evidence
) -> list[Triple]:
    """Return what does not follow, step by step, from what is given; a circle never does."""
    proofs = {triple: evidence.proof(triple) for triple in inferred}
    known = set(given)
    waiting = set(inferred)
    while ready := {
        triple
        for triple in waiting
        if (proof := proofs[triple])
        and proof.rule
        and proof.sentence_en
        and proof.sentence_de
        and known.issuperset(proof.premises)
    }:
        known |= ready
        waiting -= ready
    return sorted(waiting)


def select(graph: Store, query: str) -> list[tuple[str, ...]]:
    """Return the rows of a SELECT query as the values of their terms."""
    solutions = graph.query(query)
    assert isinstance(solutions, QuerySolutions)
    return [tuple(term.value for term in solution) for solution in solutions]


SILICON = iri(names.mint("organisation", "silicon-saxony"))
CLUSTER = (SILICON, iri(vocab.RDF_TYPE), iri(names.TERMS + "ClusterOrganisation"))


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """A project in which projects.csv says too what organisations.csv says of Silicon Saxony."""
    project = pocket.make(tmp_path / "project")
    file = project / "data" / "csv-metadata.json"
    description = json.loads(file.read_text(encoding="utf-8"))
    (table,) = [t for t in description["tables"] if t["url"] == "projects.csv"]
    table["tableSchema"]["columns"].append(
        {
            "name": "home",
            "virtual": True,
            "aboutUrl": "../id/organisation/silicon-saxony",
            "propertyUrl": vocab.RDF_TYPE,
            "valueUrl": "../ontology#ClusterOrganisation",
        }
    )
    file.write_text(json.dumps(description), encoding="utf-8")
    return project


def test_a_triple_of_two_tables_counts_once(twice: Path, tmp_path: Path) -> None:
    """Once in the default graph, in both named graphs, and with a cell of each table."""
    built = pipeline.build(twice)
    assert built.report.is_clean, str(built.report)
    generation = pipeline.publish(built, tmp_path / "var")
    graph = store.open_store(generation.store_path)
    pattern = "{ " + " ".join(CLUSTER) + " }"
    (count,) = select(graph, f"SELECT (COUNT(*) AS ?n) WHERE {pattern}")
    assert count == ("1",)
    assert select(graph, f"SELECT ?g WHERE {{ GRAPH ?g {pattern} }} ORDER BY ?g") == [
        (names.graph("organisations"),),
        (names.graph("projects"),),
    ]
    with provenance.open_evidence(generation) as evidence:
        assert {cell.table for cell in evidence.cells(CLUSTER)} == {"organisations", "projects"}


def test_a_triple_that_leads_nowhere_is_told(twice: Path, tmp_path: Path) -> None:
    """The walk fails when a file changed after the build: the guard guards."""
    generation = pipeline.publish(pipeline.build(twice), tmp_path / "var")
    graph = store.open_store(generation.store_path)
    with provenance.open_evidence(generation) as evidence:
        assert untraced(graph, evidence, Sheets(twice)) == []
        file = twice / "data" / "organisations.csv"
        file.write_text(
            file.read_text(encoding="utf-8").replace("Technische Universität", "TU"),
            encoding="utf-8",
        )
        (told,) = untraced(graph, evidence, Sheets(twice))
    assert "is not at data/organisations.csv:4:3" in told
