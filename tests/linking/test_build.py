"""Links in a build: gathered from the graph, told at cells, published, queried and explained."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from graphed import SKOS, decided, identifier, organisation, term, thing

import clustergraph as cg
from clustergraph import names, pipeline, provenance, store
from clustergraph.cli import main
from clustergraph.linking import gather
from clustergraph.origin import Origin
from clustergraph.pipeline import linking
from clustergraph.provenance import asking, telling
from clustergraph.rdf import Triple, iri, literal

ROOT = Path(__file__).parents[2]
PARTS = ("data", "ontology", "rules", "shapes", "queries")
ROR = frozenset(
    organisation("ror-042aqky30", "TU Dresden", countryCode="DE")
    | identifier("ror-042aqky30", "ror-042aqky30", "ror", "https://ror.org/042aqky30")
    | identifier("wikidata-q158158", "ror-042aqky30", "wikidata", "Q158158")
    | organisation("ror-00tkfw097", "Silicon Saxony", countryCode="DE")
)


def nowhere(_triple: Triple) -> Iterable[Origin]:
    """Say that a triple was written nowhere."""
    return ()


def test_records_are_gathered_from_a_graph() -> None:
    """Names with their kind, the place of a site, its country and region, and identifiers."""
    site = thing("a--dresden", "site")
    place, country = thing("dresden", "place"), thing("de", "place")
    content = {
        "organisations": organisation("a", "Alpha Institute")
        | {(thing("a"), term("abbreviation"), literal("AI"))},
        "sites": {(site, term("siteOf"), thing("a")), (site, term("place"), place)},
        "places": {
            (place, iri(SKOS + "prefLabel"), literal("Dresden", language="de")),
            (place, term("within"), country),
            (place, term("nutsCode"), literal("DED21")),
            (country, term("countryCode"), literal("DE")),
        },
        "identifiers": identifier("a--pic", "a", "pic", "999897729")
        | identifier("a--grant-number", "a", "grant-number", "1"),
    }
    [record] = gather(content, lambda _: "curated").records
    assert (record.country, record.place, record.region) == ("DE", "Dresden", "DED21")
    assert [(name.text, name.is_acronym) for name in record.names] == [
        ("Alpha Institute", False), ("AI", True),
    ]  # fmt: skip
    assert [(one.scheme, one.value, one.is_main) for one in record.identifiers] == [
        ("pic", "999897729", True)
    ]


def test_of_several_identifiers_of_a_scheme_the_preferred_one_is_the_main_one() -> None:
    """Where the source prefers none, none is."""
    numbers = identifier("f1", "a", "funder-doi", "10.13039/501100001659", main=True)
    numbers |= identifier("f2", "a", "funder-doi", "10.13039/501100001660")
    content = {"x": organisation("a", "Alpha") | numbers}
    [record] = gather(content, lambda _: "x").records
    assert {one.node.rpartition("/")[2]: one.is_main for one in record.identifiers if one.node} == {
        "f1": True, "f2": False,
    }  # fmt: skip
    main_ones = {triple for triple in numbers if triple[1] == term("mainIdentifier")}
    [record] = gather({"x": content["x"] - main_ones}, lambda _: "x").records
    assert not any(one.is_main for one in record.identifiers)


def test_an_identifier_that_two_sources_share_as_a_node_links() -> None:
    """Sources mint the same IRI for the same identifier; each says whose it is."""
    content = {
        "organisations": organisation("a", "Alpha"),
        "one-list": organisation("one-1", "Alpha")
        | identifier("pic-9", "one-1", "pic", "999897729"),
        "two-list": organisation("two-1", "Alpha")
        | identifier("pic-9", "two-1", "pic", "999897729"),
    }
    linked = linking.link(content, ["one", "two"], nowhere)
    assert [(link.one, link.other) for link in linked.links.same] == [
        (names.mint("organisation", "two-1"), names.mint("organisation", "one-1"))
    ]


def test_what_is_stated_to_be_distinct_counts_as_decided() -> None:
    """cg:distinctFrom parts what an identifier would join."""
    content = {
        "one-list": organisation("one-1", "Alpha") | identifier("p1", "one-1", "pic", "999897729"),
        "two-list": organisation("two-1", "Alpha") | identifier("p2", "two-1", "pic", "999897729"),
        "names": {(thing("one-1"), term("distinctFrom"), thing("two-1"))},
    }
    linked = linking.link(content, ["one", "two"], nowhere)
    assert linked.links.same == []
    assert [one.rule.rpartition("#")[2] for one in linked.findings] == ["DecisionAgainstIdentifier"]
    assert linked.duplicates(0.8).candidates == []


def test_decisions_are_gathered_and_followed() -> None:
    """Same links, different keeps a pair out of the report."""
    content = {
        "one-list": organisation("one-1", "Silicon Saxony") | organisation("one-2", "Beta Werke"),
        "two-list": organisation("two-1", "Silicon Saxony") | organisation("two-2", "Beta Werke"),
    }
    assert len(linking.link(content, ["one", "two"], nowhere).duplicates(0.8).candidates) == 2
    content["decisions"] = decided("d1", "one-1", "two-1", "same")
    content["decisions"] |= decided("d2", "one-2", "two-2", "different")
    linked = linking.link(content, ["one", "two"], nowhere)
    assert [link.one.rpartition("/")[2] for link in linked.links.same] == ["two-1"]
    assert linked.duplicates(0.8).candidates == []


# --- over the curated graph -----------------------------------------------------------------------


def with_ror(built: pipeline.Built, ror: frozenset[Triple] = ROR) -> pipeline.Built:
    """Return the curated build with a source beside it."""
    tables = {**built.tables, "ror-organisations": ror}
    places = built.linked.at
    return replace(built, tables=tables, linked=linking.link(tables, ["ror"], places))


@pytest.mark.slow
def test_a_source_links_to_the_curated_thing(built: pipeline.Built) -> None:
    """ROR and Wikidata both name it: one link, in a graph of its own; names link nothing."""
    joined = with_ror(built)
    assert joined.linked.findings == ()
    same = (thing("ror-042aqky30"), iri(names.PREFIXES["owl"] + "sameAs"), thing("tu-dresden"))
    assert same in joined.graphs[names.LINKS_GRAPH]
    assert same in joined.default
    assert not any("ror-00tkfw097" in subject for subject, _, _ in joined.linked.triples)
    assert [c.one.iri for c in joined.linked.duplicates(0.8).candidates] == [
        names.mint("organisation", "silicon-saxony")
    ]


@pytest.mark.slow
def test_a_conflict_is_told_at_the_curated_cell(built: pipeline.Built) -> None:
    """The finding names the line of the table beside the place of the source."""
    other = frozenset(
        organisation("ror-042aqky30", "Harbour of Hamburg")
        | identifier("ror-042aqky30", "ror-042aqky30", "ror", "042aqky30")
    )
    [finding] = with_ror(built, other).linked.findings
    lines = (ROOT / "data" / "identifiers.csv").read_text("utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("tu-dresden--ror,"))
    assert [str(place) for place in finding.related] == [f"data/identifiers.csv:{line}:4"]
    assert finding.rule == names.RULES + "UnlikeThings"


@pytest.mark.slow
def test_a_published_link_is_queried_and_explained(built: pipeline.Built, tmp_path: Path) -> None:
    """One step leads from the source's thing to ours; why leads to both identifiers' cells."""
    cg.publish(with_ror(built), tmp_path)
    rows = cg.answer(
        cg.open_store(tmp_path),
        "SELECT ?x ?one ?on WHERE { GRAPH <https://w3id.org/clustergraph/graph/links> {"
        " ?x owl:sameAs ?one . ?link cg:linked ?x , ?one ; cg:restsOn ?on } FILTER(?x != ?one) }",
    )
    assert len(list(rows)) == 4  # two identifiers, a node each
    with provenance.open_evidence(store.current(tmp_path)) as evidence:
        facts = asking.facts(
            evidence,
            (names.mint("organisation", "ror-042aqky30"), "owl:sameAs", "organisation/tu-dresden"),
        )
        for language, words in (("en", "one identifier names"), ("de", "die eine Kennung")):
            told = telling.Teller(evidence.graph, language).reasons(
                provenance.explain(evidence, facts)
            )
            assert words in told
            assert "data/identifiers.csv:" in told


# --- the command and the table --------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project whose tables may be spoiled."""
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part)
    return tmp_path


def write(project: Path, table: str, **cells: str) -> int:
    """Add a row to a table and return its line."""
    path = project / "data" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    header = next(csv.reader([text.partition("\n")[0]]))
    out = io.StringIO()
    csv.DictWriter(out, header, lineterminator="\n").writerow(
        {**dict.fromkeys(header, ""), **cells}
    )
    path.write_text(text + out.getvalue(), encoding="utf-8")
    return text.count("\n") + 1


def twin(project: Path) -> int:
    """Add an organisation that is called like another, and return its line."""
    return write(project, "organisations", key="zz-twin", kinds="Association",
                 label_de="SILICON SAXONY EV", sources="seed")  # fmt: skip


def decide(project: Path, one: str, other: str, verdict: str) -> int:
    """Add a decision and return its line."""
    return write(
        project, "decisions", key=f"zz-{one}--{other}", one=f"organisation/{one}",
        other=f"organisation/{other}", verdict=verdict, reason_de="Grund", reason_en="reason",
        decided_by="curator", decided="2026-01-31", sources="seed",
    )  # fmt: skip


def run(project: Path, *options: str) -> Result:
    """Run ``clustergraph duplicates``."""
    return CliRunner().invoke(main, ["duplicates", str(project), *options])


@pytest.mark.slow
def test_the_command_lists_both_rows_and_why(copy: Path) -> None:
    """Score, names, kind/key, file and line of both, and the reasons, in three forms."""
    line = twin(copy)
    done = run(copy)
    assert done.exit_code == 0
    assert "“Silicon Saxony e.V.” – “SILICON SAXONY EV”" in done.stdout
    assert f"organisation/zz-twin  data/organisations.csv:{line}" in done.stdout
    assert "names 1.00: names are equal when folded" in done.stdout
    assert "same legal form (+10%)" in done.stdout
    assert "1 pair from 0.8 on" in done.stderr
    german = run(copy, "--lang", "de")
    assert "gleiche Rechtsform (+10%)" in german.stdout
    [pair] = json.loads(run(copy, "--json").stdout)
    assert {pair["one"]["thing"], pair["other"]["thing"]} == {
        "organisation/silicon-saxony", "organisation/zz-twin",
    }  # fmt: skip
    assert all(reason["en"] and reason["de"] for reason in pair["reasons"])
    [row] = csv.DictReader(io.StringIO(run(copy, "--csv").stdout))
    assert float(row["score"]) == pair["score"] >= 0.8
    assert row["other_line"] == str(line) or row["one_line"] == str(line)
    assert run(copy, "--least", "1").stdout == ""


@pytest.mark.slow
@pytest.mark.parametrize("verdict", ["same", "different"])
def test_a_decided_pair_is_not_listed_again(copy: Path, verdict: str) -> None:
    """Whatever was decided."""
    twin(copy)
    decide(copy, "silicon-saxony", "zz-twin", verdict)
    done = run(copy)
    assert (done.exit_code, done.stdout) == (0, "")


@pytest.mark.slow
def test_a_table_that_is_read_badly_is_told(copy: Path) -> None:
    """Exit code 1, with the finding; a folder that is no project gives 2."""
    write(copy, "organisations", key="zz", kinds="Association", sources="seed", basis="st ated")
    done = run(copy)
    assert done.exit_code == 1
    assert "data/organisations.csv" in done.stderr
    assert run(copy / "data").exit_code == 2


@pytest.mark.slow
def test_faults_in_decisions_are_told_at_their_rows(copy: Path) -> None:
    """An unknown thing, a contradiction, an unknown verdict; and two things of one identifier."""
    unknown = decide(copy, "silicon-saxony", "no-such-thing", "same")
    decide(copy, "tu-dresden", "tu-chemnitz", "same")
    decide(copy, "tu-chemnitz", "htw-dresden", "same")
    against = decide(copy, "tu-dresden", "htw-dresden", "different")
    verdict = decide(copy, "agil", "acod", "perhaps")
    shared = write(copy, "identifiers", key="zz--pic", subject="organisation/acod", scheme="pic",
                   value="999 897 729", sources="seed")  # fmt: skip
    found = {
        (str(one.origin), one.rule.rpartition("#")[2]): one
        for one in pipeline.build(copy).report.findings
    }
    assert (f"data/decisions.csv:{unknown}:3", "DanglingReference") in found
    assert (f"data/decisions.csv:{verdict}:4", "DanglingReference") in found
    contradiction = found[f"data/decisions.csv:{against}", "ContradictoryDecisions"]
    assert {str(place) for place in contradiction.related} == {
        f"data/decisions.csv:{against - 2}", f"data/decisions.csv:{against - 1}",
    }  # fmt: skip
    [twice] = [one for (_, rule), one in found.items() if rule == "SharedIdentifier"]
    places = {str(twice.origin), *map(str, twice.related)}
    assert f"data/identifiers.csv:{shared}:4" in places
    assert len(places) == 2


@pytest.mark.slow
def test_a_decision_makes_a_link_in_a_build(copy: Path) -> None:
    """The graph of links is there, with the decision as its evidence, and the build is clean."""
    twin(copy)
    decide(copy, "silicon-saxony", "zz-twin", "same")
    built = pipeline.build(copy)
    triples = built.graphs[names.LINKS_GRAPH]
    node = thing("organisation-zz-twin--organisation-silicon-saxony", "link")
    assert (node, term("restsOn"), thing("zz-silicon-saxony--zz-twin", "decision")) in triples
    same = iri(names.PREFIXES["owl"] + "sameAs")
    assert (thing("zz-twin"), same, thing("silicon-saxony")) in triples
    assert not any(predicate == same for _, predicate, _ in built.inferred)
