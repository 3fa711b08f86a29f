"""Small shapes of every kind of constraint, path, target and query, and small graphs for them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from hypothesis import strategies as st

from clustergraph.findings import Severity
from clustergraph.names import PREFIXES, SHAPES
from clustergraph.rdf import literal, read_file
from clustergraph.validation import Shape, Shapes

XSD = PREFIXES["xsd"]
EX = "https://example.org/"
TYPE = f"<{PREFIXES['rdf']}type>"
SUBCLASS = f"<{PREFIXES['rdfs']}subClassOf>"


def shapes_of(tmp_path: Path, body: str) -> Shapes:
    """Read the shape S, and others after it, from Turtle, with the messages that a shape has."""
    file = tmp_path / "shape.ttl"
    prefixes = "".join(
        f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("sh", "rdf", "rdfs", "xsd")
    )
    text = f"{prefixes}@prefix ex: <{EX}> .\n@prefix s: <{SHAPES}> .\ns:S {body} ."
    file.write_text(text, encoding="utf-8")
    triples = tuple(read_file(file, SHAPES))
    names = sorted({s[1:-1] for s, _, _ in triples if s.startswith(f"<{SHAPES}")})
    return Shapes(
        tuple(
            Shape(name, "S", Severity.VIOLATION, "en", "de", PurePosixPath("shape.ttl"), 1)
            for name in names
        ),
        triples,
    )


NODES = [f"<{EX}{letter}>" for letter in "abcd"]
CLASSES = [f"<{EX}{name}>" for name in ("C", "D")]
DAYS = ["2014-01-01", "2014-07-14", "2015-02-03"]
VALUES = [
    *(literal(day, XSD + "date") for day in DAYS),
    *(literal(number, XSD + "integer") for number in ("-1", "0", "7")),
    *(literal(number, XSD + "decimal") for number in ("0.5", "7")),
    *(literal(word, language=tag) for word in ("one", "two") for tag in ("de", "en", "en-gb")),
    *(literal(word) for word in ("", "one", "two words", 'quo"te\\')),
    literal("true", XSD + "boolean"),
    literal("2014-02-30", XSD + "date"),
]
PROPERTIES = [f"<{EX}{name}>" for name in "pqr"]
TRIPLES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(NODES), st.just(TYPE), st.sampled_from(CLASSES)),
        st.tuples(st.sampled_from(CLASSES), st.just(SUBCLASS), st.sampled_from(CLASSES)),
        st.tuples(
            st.sampled_from(NODES), st.sampled_from(PROPERTIES), st.sampled_from(VALUES + NODES)
        ),
    ),
    max_size=14,
)
DEMANDS = (
    "sh:class ex:C",
    "sh:class ex:C , ex:D",
    "sh:datatype xsd:date",
    "sh:datatype xsd:integer",
    "sh:datatype xsd:string",
    "sh:nodeKind sh:IRI",
    "sh:nodeKind sh:BlankNodeOrLiteral",
    "sh:minCount 1",
    "sh:minCount 2",
    "sh:maxCount 1",
    "sh:minExclusive 0",
    "sh:maxInclusive 0.5",
    'sh:pattern "^[a-z]+$"',
    'sh:pattern "^ONE" ; sh:flags "i"',
    "sh:minLength 4",
    "sh:maxLength 3",
    'sh:languageIn ( "en" )',
    "sh:uniqueLang true",
    'sh:in ( ex:a 7 "one" )',
    "sh:hasValue ex:a",
    "sh:equals ex:q",
    "sh:disjoint ex:q",
    "sh:node [ a sh:NodeShape ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ]",
    "sh:not [ a sh:NodeShape ; sh:class ex:C ]",
    "sh:or ( [ sh:class ex:C ] [ sh:datatype xsd:date ] )",
    "sh:and ( [ sh:class ex:C ] [ sh:class ex:D ] )",
    "sh:xone ( [ sh:class ex:C ] [ sh:class ex:D ] )",
    "sh:qualifiedValueShape [ sh:class ex:C ] ; sh:qualifiedMinCount 1",
    "sh:qualifiedValueShape [ sh:class ex:C ] ; sh:qualifiedMaxCount 1",
)
PATHS = (
    "ex:p",
    "[ sh:inversePath ex:p ]",
    "( ex:p ex:q )",
    "[ sh:alternativePath ( ex:p ex:q ) ]",
    "[ sh:zeroOrMorePath ex:p ]",
    "[ sh:oneOrMorePath ex:p ]",
    "[ sh:zeroOrOnePath ex:p ]",
)
TARGETS = (
    "sh:targetClass ex:C",
    "sh:targetSubjectsOf ex:p",
    "sh:targetObjectsOf ex:p",
    "sh:targetNode ex:a , ex:nowhere",
)
QUERIES = (
    "$this ex:p ?value . ?other ex:p ?value . FILTER(STR($this) > STR(?other))",
    "$this ex:p ?value . ?value ex:q ?more . FILTER(?more != $this)",
    "$this ex:p ?value . FILTER NOT EXISTS { $this ex:q ?value }",
    "$this ex:p ?value . FILTER NOT EXISTS { ?value ?any ?thing }",
    "$this ?path ?value . FILTER(?path IN (ex:p, ex:q))",
    "$this ex:p ?value . FILTER(?value IN (ex:a, ex:b))",
    "$this ex:p|ex:q ?value",
    "$this ex:p/ex:q* ?value",
    "{ $this ex:p ?value } UNION { $this ex:q ?value FILTER(?value != $this) }",
    "$this ex:p ?value . OPTIONAL { $this ex:q ?more } FILTER(!BOUND(?more))",
    "$this ex:p ?one . BIND(?one AS ?value) FILTER(ISIRI(?one))",
    "$this a ex:C . ?value ex:q $this",
)
