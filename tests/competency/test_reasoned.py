"""What is concluded is what owlrl concludes; what cannot hold is told at its rows."""

from __future__ import annotations

from pathlib import Path

import pytest

import pocket
from clustergraph import names, pipeline
from clustergraph.names import PREFIXES
from clustergraph.rdf import Triple, iri, quads_of, read_file, term_of
from clustergraph.reasoning import Inference, infer, is_trivial, read_rules
from clustergraph.reasoning.closure import close

PROJECT = Path(__file__).parents[2]
PREFIX_LINES = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
KINDS = ("Person", "Organisation", "Project", "Announcement", "Event", "Place", "Programme")


def ontology() -> frozenset[Triple]:
    """Read the project's ontology."""
    files = sorted((PROJECT / "ontology").rglob("*.ttl"))
    return frozenset(triple for file in files for triple in read_file(file, names.ONTOLOGY))


def by_house_rules(inference: Inference, known: frozenset[Triple]) -> frozenset[Triple]:
    """Return what rules of the house conclude, asked of Oxigraph and not of our engine."""
    from pyoxigraph import QueryTriples, Store

    store = Store()
    store.bulk_extend(quads_of(known))
    made: set[Triple] = set()
    for rule in read_rules(PROJECT):
        answer = store.query(rule.text)
        assert isinstance(answer, QueryTriples)
        made.update((term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in answer)
    return frozenset(made) & inference.triples


def assert_owlrl_agrees(
    world: frozenset[Triple], schema: frozenset[Triple], evidence: frozenset[Triple] = frozenset()
) -> int:
    """Hold the inference against owlrl, given what the rules of the house add; count it."""
    inference = infer(world, schema, read_rules(PROJECT), evidence)
    made = by_house_rules(inference, world | schema | evidence | inference.triples)
    given = world | schema | made
    assert close(given).triples == inference.triples - given
    assert made <= inference.triples
    return len(inference.triples)


@pytest.mark.slow
def test_owlrl_concludes_the_same_over_the_curated_graph() -> None:
    """Every inferred triple of the curated graph, and no other."""
    built = pipeline.build(PROJECT, engine="fast")
    rows = frozenset(t for t in built.provenance if t[0].startswith("<" + names.ROWS))
    assert assert_owlrl_agrees(built.asserted, built.ontology, rows) == len(built.inferred)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["valid", "invalid"])
def test_owlrl_concludes_the_same_over_all_fixtures(kind: str) -> None:
    """All fixtures of the shapes, those that are wrong as well, with the ontology."""
    files = sorted((PROJECT / "tests" / "shapes").glob(f"*/{kind}*.ttl"))
    world = frozenset(
        triple
        for number, file in enumerate(files)
        for triple in apart(read_file(file, names.SHAPES), number)
    )
    assert assert_owlrl_agrees(world, ontology()) > 100


def apart(triples: list[Triple], number: int) -> list[Triple]:
    """Keep the blank nodes of one file from those of another."""

    def renamed(term: str) -> str:
        return f"{term}f{number}" if term.startswith("_:") else term

    return [(renamed(s), p, renamed(o)) for s, p, o in triples]


@pytest.mark.slow
def test_owlrl_concludes_the_same_over_generated_tables(tmp_path: Path) -> None:
    """A synthetic project; at 30,000 and 200,000 triples ``make bench`` holds the two together."""
    import generate

    generate.generate(tmp_path / "p", 3000, 7, tmp_path / "world.nt", tmp_path / "rows.nt")
    world, rows = (frozenset(read_file(tmp_path / n, "")) for n in ("world.nt", "rows.nt"))
    assert assert_owlrl_agrees(world, ontology(), rows) > 1000


# --- contradictions ------------------------------------------------------------------------------

CLASHES = [
    ("cg:ClusterOrganisation owl:disjointWith cg:Association .", "cax-dw", "organisations.csv:2:2"),
    ("cg:ClusterOrganisation owl:complementOf cg:Association .", "cls-com",
     "organisations.csv:2:2"),
    ("[] a owl:AllDisjointClasses ; owl:members ( cg:Association cg:ClusterOrganisation ) .",
     "cax-adc", "organisations.csv:2:2"),
    ("cg:University rdfs:subClassOf owl:Nothing .", "cls-nothing2", "organisations.csv:4:2"),
    ("cg:coordinates a owl:SymmetricProperty , owl:AsymmetricProperty .", "prp-asyp",
     "participations.csv:2"),
    ("cg:coordinates a owl:SymmetricProperty , owl:TransitiveProperty , owl:IrreflexiveProperty .",
     "prp-irp", "participations.csv:2"),
    ("cg:participant rdfs:subPropertyOf cg:actor ; owl:propertyDisjointWith cg:actor .",
     "prp-pdw", "participations.csv:2"),
    (("cg:startEarliest rdfs:subPropertyOf cg:day . cg:endLatest rdfs:subPropertyOf cg:day ."
     "cg:day a owl:FunctionalProperty ."), "dt-diff", "memberships.csv:5"),
    (("org:member rdfs:subPropertyOf cg:party . org:organization rdfs:subPropertyOf cg:party ."
     "cg:party a owl:FunctionalProperty . <id/organisation/biosaxony> owl:differentFrom"
     " <id/organisation/silicon-saxony> ."), "eq-diff1", "memberships.csv:2"),
    (("[] a owl:AllDifferent ; owl:distinctMembers ( <id/organisation/biosaxony>"
     " <id/organisation/tu-dresden> ) . <id/organisation/biosaxony> owl:sameAs"
     " <id/organisation/tu-dresden> ."), "eq-diff2", None),
    (("cg:University rdfs:subClassOf [ a owl:Restriction ; owl:onProperty skos:prefLabel ;"
     " owl:maxCardinality 0 ] ."), "cls-maxc1", "organisations.csv:4"),
    (("[] owl:sourceIndividual <id/organisation/silicon-saxony> ; owl:assertionProperty"
     " cg:coordinates ; owl:targetIndividual <id/project/c3-saxony> ."), "prp-npa1",
     "participations.csv:2"),
]  # fmt: skip


@pytest.mark.parametrize(("axioms", "rule", "place"), CLASHES, ids=[row[1] for row in CLASHES])
def test_a_contradiction_is_a_finding_at_its_rows(
    tmp_path: Path, axioms: str, rule: str, place: str | None
) -> None:
    """Each kind of contradiction is told in the report, at the row that causes it."""
    project = pocket.make(tmp_path)
    clean = pipeline.build(project, engine="fast").report
    (project / "ontology" / "clash.ttl").write_text(
        f"{PREFIX_LINES}@base <{names.BASE}> .\n{axioms}\n", encoding="utf-8"
    )
    report = pipeline.build(project, engine="fast").report
    found = [f for f in report.findings if f.rule == names.RULES + rule]
    assert clean.is_clean
    assert not report.is_clean
    assert found, [str(finding) for finding in report.findings]
    assert all(finding.message_en and finding.message_de for finding in found)
    if place is not None:
        places = {str(o) for f in found for o in (f.origin, *f.related)}
        assert any(one == f"data/{place}" or one.startswith(f"data/{place}:") for one in places)


@pytest.mark.slow
@pytest.mark.parametrize(
    "eager",
    [
        "cg:participant rdfs:range cg:Project .",
        "cg:locatedIn rdfs:domain cg:Event .",
        "cg:coordinates rdfs:range cg:Programme .",
    ],
)
def test_an_eager_domain_or_range_is_found(eager: str, curated: pipeline.Built) -> None:
    """A term that would make a thing two kinds is a contradiction at once; as it is, none does."""
    from pyoxigraph import RdfFormat, parse

    quads = parse((PREFIX_LINES + eager).encode(), RdfFormat.TURTLE)
    axiom: set[Triple] = {
        (term_of(q.subject), term_of(q.predicate), term_of(q.object))  # type: ignore[arg-type]
        for q in quads
    }
    rules = read_rules(PROJECT)
    assert infer(curated.asserted, curated.ontology, rules).contradictions == ()
    inference = infer(curated.asserted, curated.ontology | axiom, rules)
    assert {clash.rule for clash in inference.contradictions} == {"cax-adc"}
    assert two_kinds(curated.asserted | inference.triples)
    assert not two_kinds(curated.default)


def two_kinds(triples: frozenset[Triple]) -> list[str]:
    """Return the things of two kinds that exclude each other."""
    members = {kind: set[str]() for kind in KINDS}
    for subject, predicate, object_ in triples:
        if predicate == iri(PREFIXES["rdf"] + "type"):
            kind = object_.removeprefix(f"<{names.TERMS}").removesuffix(">")
            if kind in members:
                members[kind].add(subject)
    every = [thing for things in members.values() for thing in things]
    return sorted({thing for thing in every if every.count(thing) > 1})


@pytest.fixture(scope="module")
def curated() -> pipeline.Built:
    """The curated graph."""
    return pipeline.build(PROJECT, engine="fast")


def test_nothing_trivial_is_published(curated: pipeline.Built) -> None:
    """No triple of the inferred graph says nothing."""
    assert not [triple for triple in curated.inferred if is_trivial(triple)]
    assert curated.inferred
