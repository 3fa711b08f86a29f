"""The room that draws conclusions, and says why."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import owlrl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import QueryTriples, RdfFormat, Store, parse

from clustergraph.errors import ProjectError
from clustergraph.names import PREFIXES
from clustergraph.pipeline.tracing import Columns
from clustergraph.rdf import Triple, is_literal, quads_of, read_file, term_of
from clustergraph.reasoning import HouseRule, Inference, infer, is_trivial, read_rules
from clustergraph.reasoning import closure as closure_room
from clustergraph.reasoning import engine as engine_room
from clustergraph.reasoning.closure import close, without_silent_words
from clustergraph.rules import Comparison, Proof, Prover, Tree

PROJECT = Path(__file__).parents[2]
PREFIX_LINES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
BASE = "https://w3id.org/clustergraph/"

ONTOLOGY = """
cg:ClusterOrganisation rdfs:subClassOf cg:Organisation .
cg:Organisation rdfs:subClassOf org:Organization .
cg:Organisation a owl:Class . cg:ClusterOrganisation a owl:Class . cg:Person a owl:Class .
cg:coordinates rdfs:subPropertyOf cg:participatesIn ; owl:inverseOf cg:coordinatedBy .
cg:heldPost rdfs:domain cg:Person ; rdfs:range cg:Post .
cg:within a owl:TransitiveProperty . cg:cooperatesWith a owl:SymmetricProperty .
cg:follows a owl:AsymmetricProperty , owl:IrreflexiveProperty .
cg:locatedIn owl:propertyChainAxiom ( cg:locatedIn cg:within ) .
cg:Agent owl:unionOf ( cg:Organisation cg:Person ) ; owl:equivalentClass cg:Actor .
cg:SaxonCluster owl:intersectionOf ( cg:ClusterOrganisation
    [ a owl:Restriction ; owl:onProperty cg:locatedIn ; owl:hasValue <id/place/sachsen> ] ) .
cg:Leader owl:equivalentClass
    [ a owl:Restriction ; owl:onProperty cg:coordinates ; owl:someValuesFrom owl:Thing ] .
[] a owl:AllDisjointClasses ; owl:members ( cg:Organisation cg:Person cg:Post ) .
"""
DATA = """
<id/organisation/a> a cg:ClusterOrganisation ; cg:coordinates <id/project/p> ;
    cg:locatedIn <id/place/dresden> ; cg:cooperatesWith <id/organisation/b> ;
    skos:prefLabel "A"@de ; cg:since "2014-07-14"^^xsd:date .
<id/place/dresden> cg:within <id/place/sachsen> . <id/place/sachsen> cg:within <id/place/de> .
<id/person/r> cg:heldPost <id/post/head> .
"""


def turtle(text: str) -> set[Triple]:
    """Read Turtle with our prefixes and base."""
    quads = parse((PREFIX_LINES + text).encode(), RdfFormat.TURTLE, base_iri=BASE)
    return {(term_of(q.subject), term_of(q.predicate), term_of(q.object)) for q in quads}  # type: ignore[arg-type]


def one(text: str) -> Triple:
    """Read one triple."""
    (triple,) = turtle(text)
    return triple


def rules_in(root: Path, **rules: str) -> Path:
    """Write house rules into a project's folder."""
    (root / "rules").mkdir()
    for name, text in rules.items():
        (root / "rules" / f"{name.replace('_', '-')}.rq").write_text(text, encoding="utf-8")
    return root


def prover(inference: Inference, given_triples: set[Triple]) -> Prover:
    """Return what proves the triples of an inference from those that were given."""
    known = Columns(lambda: given_triples | inference.triples)
    return inference.prover(known, given_triples.__contains__)


def ungrounded(inference: Inference, given_triples: set[Triple]) -> list[Triple]:
    """Return inferred triples without a proof that ends at given triples."""
    proving = prover(inference, given_triples)
    return sorted(t for t in inference.triples if not is_grounded(proving.tree(t), given_triples))


def is_grounded(tree: Tree, given_triples: set[Triple], above: tuple[Triple, ...] = ()) -> bool:
    """Tell whether a proof ends at given triples and meets no triple twice on the way."""
    if tree.triple in above:
        return False
    if tree.proof is None:
        return tree.triple in given_triples
    return all(is_grounded(p, given_triples, (*above, tree.triple)) for p in tree.premises)


# --- OWL 2 RL -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("conclusion", "rule"),
    [
        ("<id/organisation/a> a cg:Organisation .", "cax-sco"),
        ("<id/organisation/a> a org:Organization .", "cax-sco"),
        ("cg:ClusterOrganisation rdfs:subClassOf org:Organization .", "scm-sco"),
        ("<id/organisation/a> cg:participatesIn <id/project/p> .", "prp-spo1"),
        ("<id/project/p> cg:coordinatedBy <id/organisation/a> .", "prp-inv1"),
        ("<id/person/r> a cg:Person .", "prp-dom"),
        ("<id/post/head> a cg:Post .", "prp-rng"),
        ("<id/place/dresden> cg:within <id/place/de> .", "prp-trp"),
        ("<id/organisation/b> cg:cooperatesWith <id/organisation/a> .", "prp-symp"),
        ("<id/organisation/a> cg:locatedIn <id/place/de> .", "prp-spo2"),
        ("<id/organisation/a> a cg:SaxonCluster .", "cls-int1"),
        ("<id/organisation/a> a cg:Leader .", "cax-eqc2"),
        ("<id/person/r> a cg:Agent .", "cls-uni"),
        ("<id/person/r> a cg:Actor .", "cax-eqc1"),
    ],
)
def test_what_follows_is_inferred_with_its_rule(conclusion: str, rule: str) -> None:
    """A conclusion of OWL 2 RL is there, and its proof names a rule that gives it."""
    data, schema = turtle(DATA), turtle(ONTOLOGY)
    inference = infer(data, schema, [])
    triple = one(conclusion)
    assert triple in inference.triples
    proof = prover(inference, data | schema).proof(triple)
    assert proof is not None
    assert proof.rule in (rule, "cax-sco", "scm-uni")
    assert proof.sentence_en
    assert proof.sentence_de
    assert inference.contradictions == ()


def test_a_literal_is_of_its_datatype_wherever_it_stands() -> None:
    """Also as the value of a property that no other rule looks at."""
    schema = turtle("""cg:Aged owl:equivalentClass [ a owl:Restriction ;
        owl:onProperty cg:age ; owl:someValuesFrom xsd:integer ] .""")
    data = turtle('<x> cg:age 7 . <y> cg:age "a" .')
    inference = infer(data, schema, [])
    assert inference.triples == turtle("<x> a cg:Aged .") == close(data | schema).triples
    assert not ungrounded(inference, data | schema)


def test_a_rule_looks_up_what_it_can_instead_of_trying_all_with_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two places with one code are found by the code, however many places there are."""
    asked: list[Comparison] = []
    holds = Comparison.holds

    def counted(one: Comparison, binding: dict[str, str]) -> bool:
        asked.append(one)
        return holds(one, binding)

    monkeypatch.setattr(Comparison, "holds", counted)
    text = (PROJECT / "rules" / "places-with-one-nuts-code-match.rq").read_text("utf-8")
    rules = read_rules(rules_in(tmp_path, match=text))
    places = "".join(f'<p{n}> a cg:Place ; cg:nutsCode "{n // 2}" .' for n in range(300))
    assert len(infer(turtle(places), [], rules).triples) == 300
    assert len(asked) < 1000


def test_the_chain_concludes_what_owlrl_concludes() -> None:
    """Both machines give the same set once the trivial is dropped."""
    data, schema = turtle(DATA), turtle(ONTOLOGY)
    assert infer(data, schema, []).triples == close(data | schema).triples


def test_every_inferred_triple_rests_on_given_ones() -> None:
    """Proofs end at given triples and run in no circle."""
    data, schema = turtle(DATA), turtle(ONTOLOGY)
    inference = infer(data, schema, [])
    assert inference.triples
    assert ungrounded(inference, data | schema) == []


def test_a_proof_that_runs_in_a_circle_would_be_seen() -> None:
    """The check for circles is able to fail."""
    one_way, back = one("<a> owl:sameAs <b> ."), one("<b> owl:sameAs <a> .")
    there, back_again = Proof("x", "", "", (back,)), Proof("x", "", "", (one_way,))
    end = Tree(one_way, there)
    circle = Tree(one_way, there, (Tree(back, back_again, (end,)),))
    assert not is_grounded(circle, set())
    assert not is_grounded(Tree(one_way), set())
    assert is_grounded(Tree(one_way, there, (Tree(back),)), {back})


TERMS = [f"cg:{letter}" for letter in "ABCD"]
PROPERTIES = [f"cg:{letter}" for letter in "pqrs"]
THINGS = [f"<id/x/{letter}>" for letter in "klmn"]
CLASS_AXIOMS = ["rdfs:subClassOf", "owl:equivalentClass", "owl:disjointWith"]
PROPERTY_AXIOMS = ["rdfs:subPropertyOf", "owl:inverseOf", "owl:equivalentProperty"]
KINDS = ["Symmetric", "Transitive", "Functional", "InverseFunctional", "Asymmetric", "Irreflexive"]


def _sentences() -> st.SearchStrategy[str]:
    term, prop, thing = map(st.sampled_from, (TERMS, PROPERTIES, THINGS))
    joined = [
        st.tuples(term, st.sampled_from(CLASS_AXIOMS), term),
        st.tuples(prop, st.sampled_from(PROPERTY_AXIOMS), prop),
        st.tuples(prop, st.sampled_from(["rdfs:domain", "rdfs:range"]), term),
        st.tuples(thing, st.just("a"), term),
        st.tuples(thing, prop, thing),
        st.tuples(thing, st.sampled_from(["owl:sameAs", "owl:differentFrom"]), thing),
    ]
    plain = st.one_of(joined).map(" ".join)
    kind = st.tuples(prop, st.sampled_from(KINDS)).map(lambda x: f"{x[0]} a owl:{x[1]}Property")
    chain = st.tuples(prop, prop, prop).map(
        lambda x: f"{x[0]} owl:propertyChainAxiom ( {x[1]} {x[2]} )"
    )
    union = st.tuples(term, term, term).map(lambda x: f"{x[0]} owl:unionOf ( {x[1]} {x[2]} )")
    some = st.tuples(
        term, prop, st.sampled_from(["owl:someValuesFrom", "owl:allValuesFrom"]), term
    ).map(lambda x: f"{x[0]} rdfs:subClassOf [ owl:onProperty {x[1]} ; {x[2]} {x[3]} ]")
    return st.one_of(plain, plain, plain, kind, chain, union, some)


@settings(max_examples=60, deadline=None)
@given(st.lists(_sentences(), min_size=3, max_size=12))
def test_both_machines_agree_on_any_small_ontology(sentences: list[str]) -> None:
    """Whatever axioms meet whatever facts, owlrl and the chain conclude the same, with proofs."""
    given_triples = turtle(" .\n".join(sentences) + " .")
    inference = infer([], given_triples, [])
    rules = {contradiction.rule for contradiction in inference.contradictions}
    assert not rules & {"unproven", "unfounded"}, inference.contradictions
    assert inference.triples == close(given_triples).triples
    assert ungrounded(inference, given_triples) == []


def test_a_conclusion_without_a_proof_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a rule were missing from our table, owlrl would show it: the guard is able to fail."""
    rules = [rule for rule in engine_room.SCHEMA_RULES if rule.name != "scm-dom2"]
    monkeypatch.setattr(engine_room, "SCHEMA_RULES", rules)
    below = turtle("cg:p rdfs:subPropertyOf cg:q . cg:q rdfs:domain cg:A .")
    inference = infer([], below, [])
    (contradiction,) = inference.contradictions
    assert contradiction.rule == "unproven"
    (missing,) = turtle("cg:p rdfs:domain cg:A .")
    assert contradiction.triples == (missing,)
    assert missing not in inference.triples


@pytest.mark.parametrize(
    ("ontology", "data", "rule"),
    [
        ("cg:A owl:disjointWith cg:B .", "<x> a cg:A , cg:B .", "cax-dw"),
        (ONTOLOGY, "<x> a cg:Organisation , cg:Person .", "cax-adc"),
        ("cg:p a owl:IrreflexiveProperty .", "<x> cg:p <x> .", "prp-irp"),
        ("cg:p a owl:AsymmetricProperty .", "<x> cg:p <y> . <y> cg:p <x> .", "prp-asyp"),
        ("cg:p owl:propertyDisjointWith cg:q .", "<x> cg:p <y> ; cg:q <y> .", "prp-pdw"),
        ("", "<x> owl:sameAs <y> ; owl:differentFrom <y> .", "eq-diff1"),
        ("", "<x> a owl:Nothing .", "cls-nothing2"),
        ("cg:A owl:complementOf cg:B .", "<x> a cg:A , cg:B .", "cls-com"),
        (
            "cg:A a owl:Restriction ; owl:onProperty cg:p ; owl:maxCardinality 0 .",
            "<x> a cg:A ; cg:p <y> .",
            "cls-maxc1",
        ),
    ],
)
def test_a_contradiction_is_told_with_what_clashes(ontology: str, data: str, rule: str) -> None:
    """A contradiction names its rule and the triples, and does not stop the reasoning."""
    inference = infer(turtle(data), turtle(ontology), [])
    assert {found.rule for found in inference.contradictions} == {rule}
    assert any(turtle(data) <= set(found.triples) for found in inference.contradictions)
    assert all(found.sentence_en and found.sentence_de for found in inference.contradictions)


def test_trivial_triples_are_left_out() -> None:
    """Neither sameAs of itself nor owl:Thing nor literals as subjects come out."""
    inference = infer(turtle(DATA), turtle(ONTOLOGY), [])
    assert not [triple for triple in inference.triples if is_trivial(triple)]
    for text in (
        "cg:A owl:sameAs cg:A .",
        "cg:A rdfs:subClassOf owl:Thing .",
        "<x> a owl:Thing .",
        "cg:p rdfs:range rdfs:Resource .",
        "rdfs:label a owl:AnnotationProperty .",
        "xsd:date a rdfs:Datatype .",
        "[] rdfs:subClassOf cg:A .",
    ):
        assert is_trivial(one(text)), text
    assert is_trivial(('"1"', *one("<x> a cg:A .")[1:]))
    assert not is_trivial(one("<x> owl:sameAs <y> ."))
    assert not is_trivial(one("<x> a cg:A ."))


def test_words_from_which_nothing_follows_make_no_difference() -> None:
    """What owlrl does not see changes its closure by nothing but trivial triples."""
    words = turtle('<id/organisation/a> cg:quote "Worte"@de ; skos:definition "text" .')
    given_triples = turtle(DATA) | turtle(ONTOLOGY) | words
    assert without_silent_words(given_triples) == given_triples - words - turtle(
        '<id/organisation/a> skos:prefLabel "A"@de .'
    )
    assert close(given_triples).triples == close(given_triples - words).triples


def test_owlrl_unabridged_concludes_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept from owlrl for speed, silent words and x sameAs x, changes nothing."""
    given_triples = turtle(DATA) | turtle(ONTOLOGY) | turtle("<x> owl:sameAs <id/person/r> .")
    abridged = close(given_triples)
    monkeypatch.setattr(closure_room, "_Semantics", owlrl.OWLRL_Semantics)
    monkeypatch.setattr(closure_room, "without_silent_words", set)
    assert close(given_triples) == abridged
    assert one("<x> cg:heldPost <id/post/head> .") in abridged.triples


def test_words_are_seen_where_something_follows() -> None:
    """A property with an axiom, and a thing with two names, carry their words on."""
    below = turtle("cg:abbreviation rdfs:subPropertyOf skos:altLabel .")
    inference = infer(turtle('<x> cg:abbreviation "WFS" .'), below, [])
    assert inference.triples == turtle('<x> skos:altLabel "WFS" .')
    inference = infer(turtle('<x> cg:quote "Worte"@de ; owl:sameAs <y> .'), set(), [])
    assert one('<y> cg:quote "Worte"@de .') in inference.triples


def test_the_same_input_in_another_order_gives_the_same_proofs() -> None:
    """Neither triples nor proofs hang on the order of what is given."""
    data, schema = sorted(turtle(DATA)), sorted(turtle(ONTOLOGY))
    forward = infer(data, schema, [])
    backward = infer(data[::-1], schema[::-1], [])
    assert forward.triples == backward.triples
    proofs, others = (prover(one, set(data) | set(schema)) for one in (forward, backward))
    assert all(proofs.tree(t) == others.tree(t) for t in forward.triples)


# --- the rules of the house ---------------------------------------------------------------------

RULE = """# en: A sentence.
# de: Ein Satz.
PREFIX cg: <https://w3id.org/clustergraph/ontology#>
CONSTRUCT { ?a cg:q ?b } WHERE { ?a cg:p ?b FILTER NOT EXISTS { ?a cg:ended ?day } }
"""


def test_a_rule_is_read_with_its_sentences(tmp_path: Path) -> None:
    """A house rule has its file's name and the sentence in both languages."""
    (rule,) = read_rules(rules_in(tmp_path, p_gives_q=RULE))
    assert (rule.name, rule.sentence_en, rule.sentence_de) == (
        "p-gives-q",
        "A sentence.",
        "Ein Satz.",
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# en: A sentence.\n", "", 'begin the file with "# en: …"'),
        ("# de: Ein Satz.\n", "", 'begin the file with "# de: …"'),
        ("?a cg:p ?b", "?a cg:p", "is no SPARQL 1.1 query"),
        ("CONSTRUCT { ?a cg:q ?b }", "SELECT *", "is no rule"),
        ("?a cg:p ?b", "?a cg:p ?b OPTIONAL { ?a cg:r ?c }", "uses OPTIONAL"),
        ("?a cg:p ?b", "?a cg:p ?c BIND(?c AS ?b)", "uses BIND"),
        ("?a cg:p ?b", "?a cg:p/cg:r ?b", "uses a property path"),
        ("?a cg:p ?b", "?a cg:p ?b FILTER(STRLEN(?b) > 3)", "uses a function"),
        ("?a cg:p ?b", "?a cg:p ?b FILTER(BOUND(?b))", "uses BOUND"),
        ("{ ?a cg:q ?b }", "{ ?a cg:q ?c }", "?c in CONSTRUCT, which nothing binds"),
    ],
)
def test_a_faulty_rule_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """Rules without sentence, that do not parse or are no CONSTRUCT are refused, all at once."""
    text = RULE.replace(old, new)
    with pytest.raises(ProjectError) as caught:
        read_rules(rules_in(tmp_path, a=text, b=text))
    assert len(caught.value.findings) == 2
    assert said in str(caught.value.findings[0])
    assert caught.value.findings[0].origin.line is not None


def test_a_house_rule_is_proven_by_what_its_pattern_met(tmp_path: Path) -> None:
    """The premises of a house rule are the triples of its pattern."""
    rules = read_rules(rules_in(tmp_path, p_gives_q=RULE))
    inference = infer(turtle("<x> cg:p <y> . <z> cg:p <y> ; cg:ended 1 ."), [], rules)
    assert inference.triples == turtle("<x> cg:q <y> .")
    proof = prover(inference, turtle("<x> cg:p <y> .")).proof(one("<x> cg:q <y> ."))
    assert proof == Proof("p-gives-q", "A sentence.", "Ein Satz.", (one("<x> cg:p <y> ."),))


def test_owl_and_house_rules_feed_each_other_to_a_fixpoint(tmp_path: Path) -> None:
    """A house rule's conclusion is reasoned over, and what follows feeds the rules again."""
    rules = read_rules(rules_in(tmp_path, p_gives_q=RULE))
    schema = turtle("cg:q rdfs:subPropertyOf cg:r ; owl:inverseOf cg:p .")
    inference = infer(turtle("<x> cg:p <y> ."), schema, rules)
    assert inference.triples == turtle(
        "<x> cg:q <y> ; cg:r <y> . <y> cg:p <x> ; cg:q <x> ; cg:r <x> ."
    )
    assert ungrounded(inference, turtle("<x> cg:p <y> .") | schema) == []


def test_evidence_is_seen_by_rules_and_not_reasoned_over(tmp_path: Path) -> None:
    """What is said of rows reaches the house rules alone."""
    rules = read_rules(rules_in(tmp_path, p_gives_q=RULE))
    schema = turtle("cg:p rdfs:domain cg:A .")
    inference = infer([], schema, rules, turtle("<row> cg:p <y> ."))
    assert inference.triples == turtle("<row> cg:q <y> .")


@pytest.mark.parametrize("rule", read_rules(PROJECT), ids=lambda rule: rule.name)
def test_a_rule_run_as_select_gives_what_its_construct_gives(
    rule: HouseRule, world: Inference
) -> None:
    """Taking a rule apart for its premises does not change what it concludes."""
    known = turtle(WORLD) | ontology() | world.triples | turtle(ROWS)
    store = Store()
    store.extend(quads_of(known))
    answer = store.query(rule.text)
    assert isinstance(answer, QueryTriples)
    constructed = {(term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in answer}
    assert constructed, "the rule gives nothing over this test's world"
    assert constructed <= known, "the fixpoint lacks a conclusion"
    assert {t for t in world.triples if rule_of(world, t) == rule.name} <= constructed


WORLD = """
<id/organisation/s> a cg:ClusterOrganisation . <id/organisation/b> a cg:ClusterOrganisation .
<id/organisation/old> a cg:Organisation . <id/organisation/eu> a cg:Funder .
<id/membership/1> a cg:Membership ; org:member <id/organisation/s> ;
    org:organization <id/organisation/b> .
<id/membership/2> a cg:Membership ; org:member <id/organisation/b> ;
    org:organization <id/organisation/s> .
<id/membership/3> a cg:Membership ; org:member <id/organisation/old> ;
    org:organization <id/organisation/s> ;
    cg:end "2012" ; cg:endLatest "2012-12-31"^^xsd:date .
<id/project/p> a cg:Project ; cg:underCall <id/call/c> . <id/project/q> a cg:Project .
<id/call/c> a cg:Call ; cg:underProgramme <id/programme/g> .
<id/programme/g> a cg:Programme ; cg:fromFunder <id/organisation/eu> .
<id/participation/1> a cg:Participation ; cg:participant <id/organisation/s> ;
    cg:participationIn <id/project/p> ; cg:role <id/participation-role/lead-partner> .
<id/participation/2> a cg:Participation ; cg:participant <id/organisation/b> ;
    cg:participationIn <id/project/p> ; cg:role <id/participation-role/partner> .
<id/participation/3> a cg:Participation ; cg:participant <id/organisation/old> ;
    cg:participationIn <id/project/p> ; cg:role <id/participation-role/applicant> .
<id/funding/1> a cg:Funding ; cg:fundingFor <id/project/q> ; cg:underProgramme <id/programme/g> ;
    cg:fundingKind <id/funding-kind/ceiling> .
<id/funding/2> a cg:Funding ; cg:fundingFor <id/call/c> ; cg:fromFunder <id/organisation/eu> ;
    cg:fundingKind <id/funding-kind/call-budget> .
<id/funding/3> a cg:Funding ; cg:fundingFor <id/organisation/b> ;
    cg:fromFunder <id/organisation/eu> ;
    cg:fundingKind <id/funding-kind/total-budget> .
<id/period/1> a cg:Period ; cg:start "2011-10" ; cg:startEarliest "2011-10-01"^^xsd:date .
<id/period/2> a cg:Period ; cg:start "2013" ; cg:startEarliest "2013-01-01"^^xsd:date .
<id/period/3> a cg:Period ; cg:periodOf <id/organisation/s> ; cg:start "2001" .
<id/period/4> a cg:Period ; cg:periodOf <id/organisation/s> ; cg:start "2005" .
<id/claim/1> a cg:Claim ; rdf:subject <id/project/p> ; rdf:predicate cg:period ;
    rdf:object <id/period/1> ; cg:status <id/claim-status/preferred> .
<id/claim/2> a cg:Claim ; rdf:subject <id/project/p> ; rdf:predicate cg:period ;
    rdf:object <id/period/2> ; cg:status <id/claim-status/rejected> .
<id/tenure/1> a cg:Tenure ; cg:holder <id/person/r> ; cg:post <id/post/head> .
<id/announcement/1> a cg:Announcement ; cg:contact <id/person/l> ;
    schema:publisher <id/organisation/s> .
<id/site/1> a cg:Site ; cg:siteOf <id/organisation/s> ; cg:place <id/place/dresden> .
<id/place/dresden> cg:within <id/place/sachsen> .
<id/place/germany> a cg:Country ; cg:countryCode "DE" .
<id/place/leipzig> a cg:Place ; cg:countryCode "DE" ; cg:nutsCode "DED5" .
<id/place/nuts-ded5> a cg:Place ; cg:nutsCode "DED5" .
<id/organisation/abroad> a cg:Organisation ; cg:countryCode "DE" .
<id/event/1> a cg:Event .
<id/contribution/1> a cg:Contribution ; cg:agent <id/organisation/s> ;
    cg:contributionTo <id/event/1> ; cg:role <id/event-role/presenter> .
<id/contribution/2> a cg:Contribution ; cg:agent <id/organisation/b> ;
    cg:contributionTo <id/event/1> ; cg:role <id/event-role/organiser> .
<id/award/1> a cg:Award ; cg:recipient <id/organisation/s> .
<id/change/1> a cg:Change ; cg:changeKind <id/change-kind/merger> ;
    org:originalOrganization <id/organisation/old> ; org:resultingOrganization <id/organisation/b> .
"""
ROWS = """
<id/row/memberships--1> a csvw:Row ; csvw:describes <id/membership/1> ;
    prov:hadPrimarySource <id/source/ms193232> ; cg:quote "wechselseitige Mitgliedschaft"@de .
<id/row/organisations--s> a csvw:Row ; csvw:describes <id/organisation/s> ;
    prov:hadPrimarySource <id/source/home> ; cg:quote "S"@de .
"""


def rule_of(world: Inference, triple: Triple) -> str | None:
    """Return the rule that gives a triple in the world of this test."""
    proof = prover(world, turtle(WORLD) | ontology() | turtle(ROWS)).proof(triple)
    return proof.rule if proof else None


@cache
def ontology() -> set[Triple]:
    """Read the project's ontology."""
    files = sorted((PROJECT / "ontology").rglob("*.ttl"))
    return {triple for path in files for triple in read_file(path, f"{BASE}ontology")}


@pytest.fixture(scope="module")
def world() -> Inference:
    """What follows in the world of this test under the project's ontology and rules."""
    return infer(turtle(WORLD), ontology(), read_rules(PROJECT), turtle(ROWS))


@pytest.mark.parametrize(
    "conclusion",
    [
        "<id/organisation/s> org:memberOf <id/organisation/b> .",
        "<id/organisation/s> cg:reciprocalWith <id/organisation/b> .",
        "<id/organisation/b> cg:reciprocalWith <id/organisation/s> .",
        "<id/organisation/s> cg:coordinates <id/project/p> .",
        "<id/project/p> cg:coordinatedBy <id/organisation/s> .",
        "<id/organisation/s> cg:participatesIn <id/project/p> .",
        "<id/project/p> cg:hasParticipant <id/organisation/b> .",
        "<id/organisation/eu> cg:funds <id/project/p> .",
        "<id/organisation/eu> cg:funds <id/project/q> .",
        "<id/project/p> cg:period <id/period/1> .",
        "<id/project/p> cg:startEarliest '2011-10-01'^^xsd:date .",
        "<id/person/r> cg:heldPost <id/post/head> .",
        "<id/organisation/s> cg:locatedIn <id/place/dresden> .",
        "<id/organisation/s> cg:locatedIn <id/place/sachsen> .",
        "<id/organisation/s> cg:presentedAt <id/event/1> .",
        "<id/organisation/b> cg:organises <id/event/1> .",
        "<id/organisation/s> cg:award <id/award/1> .",
        "<id/organisation/b> cg:supersedes <id/organisation/old> .",
        "<id/membership/1> prov:hadPrimarySource <id/source/ms193232> .",
        "<id/membership/1> cg:quote 'wechselseitige Mitgliedschaft'@de .",
    ],
)
def test_the_short_triples_are_there(world: Inference, conclusion: str) -> None:
    """An analyst finds the plain triple that a node stands for."""
    assert one(conclusion) in world.triples


@pytest.mark.parametrize(
    ("trap", "pattern"),
    [
        ("an ended membership makes no member", "<id/organisation/old> org:memberOf ?"),
        ("an applicant does not take part", "<id/organisation/old> cg:participatesIn ?"),
        ("a partner does not coordinate", "<id/organisation/b> cg:coordinates ?"),
        ("a funder is no partner", "<id/organisation/eu> cg:participatesIn ?"),
        ("nobody funds a call by its budget", "<id/organisation/eu> cg:funds <id/call/c>"),
        ("nobody funds a whole by its total", "<id/organisation/eu> cg:funds <id/organisation/b>"),
        ("a rejected claim stays a node", "<id/project/p> cg:period <id/period/2>"),
        ("one of two periods is not the thing's own", "<id/organisation/s> cg:start ?"),
        ("a contact holds no post", "<id/person/l> cg:heldPost ?"),
        ("a contact is employed by nobody", "<id/person/l> org:memberOf ?"),
        ("an organisation is no relationship", "<id/organisation/s> prov:hadPrimarySource ?"),
    ],
)
def test_the_traps_stay_empty(world: Inference, trap: str, pattern: str) -> None:
    """Nothing is concluded that no source says."""
    subject, predicate, object_ = pattern.split()
    known = world.triples | turtle(WORLD)
    if object_ == "?":
        s, p, _ = one(f"{subject} {predicate} <x> .")
        assert not [triple for triple in known if triple[:2] == (s, p)], trap
    else:
        assert one(f"{pattern} .") not in known, trap


def test_the_world_has_no_contradiction_and_every_triple_its_proof(world: Inference) -> None:
    """Ontology and rules agree with each other over a small world."""
    assert world.contradictions == ()
    assert ungrounded(world, turtle(WORLD) | ontology() | turtle(ROWS)) == []
    assert not [triple for triple in world.triples if is_literal(triple[0])]


def test_every_house_rule_says_something_over_the_world(world: Inference) -> None:
    """No rule is dead: each one is the reason of at least one triple."""
    used = {rule_of(world, triple) for triple in world.triples}
    assert {rule.name for rule in read_rules(PROJECT)} <= used


def test_both_machines_agree_on_the_projects_ontology(world: Inference) -> None:
    """Over the real ontology owlrl adds nothing that the chain has not proven."""
    known = turtle(WORLD) | ontology() | world.triples
    assert close(known).triples == frozenset()
