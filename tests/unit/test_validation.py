"""The room that checks a graph against shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph

import pocket
from clustergraph import pipeline, store
from clustergraph.errors import ProjectError
from clustergraph.findings import Severity
from clustergraph.names import PREFIXES, SHAPES
from clustergraph.rdf import Triple, literal
from clustergraph.validation import Result, Shapes, read_shapes, sentence_of, validate
from clustergraph.validation.reference import graph_of

CG = PREFIXES["cg"]
XSD = PREFIXES["xsd"]
TYPE = f"<{PREFIXES['rdf']}type>"
HEAD = f"""
@prefix cg: <{CG}> .
@prefix sh: <{PREFIXES["sh"]}> .
@prefix shapes: <{SHAPES}> .
"""
ORDERED = """
shapes:StartsBeforeItEnds
    a sh:PropertyShape ;
    sh:targetClass cg:Membership ;
    sh:path cg:start ;
    sh:lessThanOrEquals cg:end ;
    sh:severity sh:Violation ;
    sh:message "What starts ends later."@en , "Was beginnt, endet später."@de .
"""


def project(root: Path, **files: str) -> Path:
    """Write shapes files below a project's folder; must__x becomes shapes/must/x.ttl."""
    for name, text in files.items():
        path = root / "shapes" / (name.replace("__", "/") + ".ttl")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
    return root


def problems(root: Path) -> list[str]:
    """Read shapes that are expected to be refused; return what is said about each."""
    with pytest.raises(ProjectError) as caught:
        read_shapes(root)
    return [str(finding) for finding in caught.value.findings]


def membership(name: str, start: str, end: str) -> list[Triple]:
    """Make a membership with two days."""
    node = f"<{PREFIXES['id']}membership/{name}>"
    return [
        (node, TYPE, f"<{CG}Membership>"),
        (node, f"<{CG}start>", literal(start, XSD + "date")),
        (node, f"<{CG}end>", literal(end, XSD + "date")),
    ]


def test_a_shape_is_read_with_its_place_and_words(tmp_path: Path) -> None:
    """A shape knows the line on which it begins, its sentence and both messages."""
    (shape,) = read_shapes(project(tmp_path, must__time=ORDERED)).all
    assert shape.iri == SHAPES + "StartsBeforeItEnds"
    assert shape.sentence == "Starts before it ends"
    assert shape.severity is Severity.VIOLATION
    assert shape.message_de == "Was beginnt, endet später."
    assert (str(shape.path), shape.line) == ("shapes/must/time.ttl", 6)


def test_a_project_without_shapes_has_none(tmp_path: Path) -> None:
    """No folder of shapes is no fault."""
    assert read_shapes(tmp_path).all == ()
    assert validate(read_shapes(tmp_path), membership("a", "2014-07-14", "2013-01-01")) == []


def test_abbreviations_stay_capitals_in_a_sentence() -> None:
    """The sentence in an IRI keeps words that are written in capitals."""
    assert sentence_of(SHAPES + "NUTSCodeIsWellFormed") == "NUTS code is well formed"


def test_what_breaks_a_shape_is_told_with_path_value_and_both_messages(tmp_path: Path) -> None:
    """A result holds all that leads to the cell."""
    shapes = read_shapes(project(tmp_path, must__time=ORDERED))
    good = membership("good", "2014-07-14", "2015-01-01")
    (result,) = validate(shapes, good + membership("bad", "2014-07-14", "2013-01-01"))
    assert result == Result(
        focus=f"<{PREFIXES['id']}membership/bad>",
        path=CG + "start",
        value=literal("2014-07-14", XSD + "date"),
        shape=SHAPES + "StartsBeforeItEnds",
        severity=Severity.VIOLATION,
        message_en="What starts ends later.",
        message_de="Was beginnt, endet später.",
    )


def test_results_come_in_the_same_order_whatever_the_order_of_triples(tmp_path: Path) -> None:
    """Results are sorted."""
    shapes = read_shapes(project(tmp_path, must__time=ORDERED))
    triples = [t for name in "dbca" for t in membership(name, "2014-07-14", "2013-01-01")]
    results = validate(shapes, triples)
    assert results == validate(shapes, reversed(triples))
    assert [result.focus[-2] for result in results] == ["a", "b", "c", "d"]


def test_a_file_that_does_not_parse_is_told_with_its_line(tmp_path: Path) -> None:
    """The place of a syntax error in a shapes file is kept."""
    (problem,) = problems(project(tmp_path, must__time="shapes:A a sh:NodeShape\nshapes:B ."))
    assert problem.startswith("shapes/must/time.ttl:6:")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"What starts ends later."@en , ', "", "has no message @en"),
        (' , "Was beginnt, endet später."@de', "", "has no message @de"),
        ("    sh:severity sh:Violation ;\n", "", "write sh:severity sh:Violation"),
        ("sh:Violation", "sh:Warning", "write sh:severity sh:Violation"),
        ("shapes:StartsBeforeItEnds", "<https://example.org/S>", "name it shapes:<Sentence>"),
        ("shapes:StartsBeforeItEnds", "[]", "name it shapes:<Sentence>"),
    ],
)
def test_a_shape_without_name_severity_or_message_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    """No finding may ever come without a name, a severity or a message in both languages."""
    text = ORDERED.replace("\n    a sh:PropertyShape ;", " a sh:PropertyShape ;")
    assert any(said in one for one in problems(project(tmp_path, must__x=text.replace(old, new))))


def test_all_faulty_shapes_are_told_at_once(tmp_path: Path) -> None:
    """One reading lists the faults of every file."""
    root = project(tmp_path, must__a="nonsense", must__b="nonsense", should__c=ORDERED)
    assert len(problems(root)) == 3


def test_two_shapes_of_one_name_are_refused(tmp_path: Path) -> None:
    """A name stands for one shape."""
    (problem,) = problems(project(tmp_path, must__a=ORDERED, must__b=ORDERED))
    assert "shapes/must/a.ttl" in problem


def test_shapes_that_shacl_forbids_are_refused(tmp_path: Path) -> None:
    """A refusal by pySHACL of a shape is an error and not an empty list of results."""
    text = """
    shapes:Bad a sh:NodeShape ; sh:targetClass cg:Membership ; sh:severity sh:Violation ;
        sh:message "a"@en , "b"@de ;
        sh:sparql [ a sh:SPARQLConstraint ;
            sh:select "SELECT $this WHERE { VALUES ?x { 1 } $this ?p ?x }" ] .
    """
    shapes = read_shapes(project(tmp_path, must__bad=text))
    with pytest.raises(ProjectError, match="VALUES"):
        validate(shapes, membership("a", "2014-07-14", "2015-01-01"))


def test_a_query_is_parsed_once_and_still_answers_for_each_node(tmp_path: Path) -> None:
    """The cache of parsed queries does not mix up focus nodes."""
    text = """
    shapes:NoEnd a sh:NodeShape ; sh:targetClass cg:Membership ; sh:severity sh:Violation ;
        sh:message "a"@en , "b"@de ;
        sh:sparql [ a sh:SPARQLConstraint ;
            sh:select "SELECT $this ?value WHERE { $this <CGend> ?value }" ] .
    """.replace("CGend", CG + "end")
    shapes = read_shapes(project(tmp_path, must__x=text))
    days = {"a": "2015-01-01", "b": "2016-01-01"}
    triples = [t for name, day in days.items() for t in membership(name, "2014-07-14", day)]
    found = {result.focus[-2]: result.value for result in validate(shapes, triples)}
    assert found == {name: literal(day, XSD + "date") for name, day in days.items()}
    graph = graph_of(triples)
    assert graph.query("ASK { ?s ?p ?o }").askAnswer
    assert graph.query("ASK { ?s ?p ?o }").askAnswer


def test_literals_keep_their_form_on_the_way(tmp_path: Path) -> None:
    """A value comes back as it went in, although rdflib would write it otherwise."""
    shapes = Shapes((), ())
    assert validate(shapes, membership("a", "2014-07-14", "2015-01-01")) == []
    text = ORDERED.replace("sh:lessThanOrEquals cg:end", "sh:maxCount 0 ; sh:in ( )")
    shapes = read_shapes(project(tmp_path, must__x=text))
    triple = (f"<{PREFIXES['id']}x/a>", f"<{CG}start>", literal("nonsense", XSD + "boolean"))
    results = validate(shapes, [triple, (triple[0], TYPE, f"<{CG}Membership>")])
    assert triple[2] in {result.value for result in results}


def test_shapes_see_literals_as_the_store_keeps_them(tmp_path: Path) -> None:
    """What is validated before it is stored is, to the letter, what the store gives back."""
    project = pocket.make(tmp_path)
    built = pipeline.build(project)
    generation = pipeline.publish(built, tmp_path / "var")
    graph = store.open_store(generation.store_path)
    kept = {
        (str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in graph.quads_for_pattern(None, None, None, DefaultGraph())
    }
    assert kept == built.default
    assert any("^^" in object_ for _, _, object_ in kept)
