"""A shapes file is checked as code is: what it gets wrong is told at the word, all at once."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest

from clustergraph.errors import ProjectError
from clustergraph.findings import Finding
from clustergraph.names import ONTOLOGY, PREFIXES, RULES, SHAPES
from clustergraph.rdf import Triple, read_file
from clustergraph.validation import grammar, read_shapes, terms
from clustergraph.validation.reference import graph_of

ROOT = Path(__file__).parents[2]
SOUND = """@prefix cg: <https://w3id.org/clustergraph/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shapes: <https://w3id.org/clustergraph/shapes#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<https://w3id.org/clustergraph/shapes>
    sh:declare [ sh:prefix "cg" ; sh:namespace "https://w3id.org/clustergraph/ontology#" ] .

shapes:MembershipStarts
    a sh:PropertyShape ;
    sh:targetClass cg:Membership ;
    sh:path cg:startEarliest ;
    sh:minCount 1 ;
    sh:severity sh:Violation ;
    sh:message "a"@en , "b"@de .

shapes:MemberIsKnown
    a sh:NodeShape ;
    sh:targetSubjectsOf org:member ;
    sh:nodeKind sh:IRI ;
    sh:node [ sh:property [ sh:path org:member ; sh:class cg:Organisation ] ] ;
    sh:or ( [ sh:path org:member ; sh:minCount 1 ] [ sh:path org:role ; sh:maxCount 1 ] ) ;
    sh:sparql [
        sh:prefixes <https://w3id.org/clustergraph/shapes> ;
        sh:select \"\"\"SELECT $this WHERE {
            $this cg:endLatest ?end . # cg:nothing is no term
            FILTER(?end = <https://w3id.org/clustergraph/id/claim-status/preferred>)
        }\"\"\" ] ;
    sh:severity sh:Violation ;
    sh:message "sh:nothing and cg:nothing"@en , "b"@de .
"""

# What is wrong: the words replaced, the rule, the place and value told, and the mend.
WORDS = [
    ("sh:minCount 1 ;\n", "sh:minlength 1 ;\n", "UnknownShaclTerm", "14:5", "sh:minlength",
     "sh:minLength"),
    ("sh:severity sh:V", "sh:severity sh:v", "UnknownShaclTerm", "15:17", "sh:violation",
     "sh:Violation"),
    ("sh:IRI", "sh:iri", "UnknownShaclTerm", "21:17", "sh:iri", "sh:IRI"),
    ("cg:Membership ;", "cg:Membershp ;", "UnknownTerm", "12:20", "cg:Membershp", "cg:Membership"),
    ("cg:startEarliest", "cg:startErliest", "UnknownTerm", "13:13", "cg:startErliest",
     "cg:startEarliest"),
    ("sh:path org:member ; sh:class", "sh:path org:membr ; sh:class", "UnknownTerm", "22:37",
     "org:membr", "org:member"),
    ("sh:class cg:Org", "sh:class cg:Orga", "UnknownTerm", "22:59", "cg:Orgaanisation",
     "cg:Organisation"),
    ("$this cg:endLatest", "$this cg:endLatst", "UnknownTerm", "27:19", "cg:endLatst",
     "cg:endLatest"),
    ("status/preferred", "status/prefered", "UnknownTerm", "28:27",
     "<https://w3id.org/clustergraph/id/claim-status/prefered>",
     "<https://w3id.org/clustergraph/id/claim-status/preferred>"),
    ("sh:nodeKind sh:IRI", "sh:node shapes:MembershipStart", "UnknownShape", "21:13",
     "shapes:MembershipStart", "shapes:MembershipStarts"),
    ("sh:targetSubjectsOf org:member", "sh:targetSubjectsOf cg:Membership", "MisplacedTerm",
     "20:25", "cg:Membership", None),
    ("sh:class cg:Organisation", "sh:class cg:startEarliest", "MisplacedTerm", "22:59",
     "cg:startEarliest", None),
]  # fmt: skip

# What breaks SHACL's own shapes: the words replaced, the place, and what is said.
GRAMMAR = [
    ("sh:minCount 1 ;\n", 'sh:minCount "one" ;\n', "14:5", "it takes xsd:integer", "xsd:integer"),
    ("sh:minCount 1 ;\n", "sh:minCount 1 , 2 ;\n", "14:5", "more than once", "mehr als einmal"),
    ("    sh:path cg:startEarliest ;\n", "", "10:1", "has no sh:path", "hat kein sh:path"),
    ("cg:startEarliest", "[ sh:inversePath cg:end ; sh:name 1 ]", "13:5", "is no path", "Pfad"),
    ("sh:nodeKind sh:IRI", "sh:nodeKind org:member", "21:17", "is no value that sh:nodeKind takes",
     "den sh:nodeKind nimmt"),
    ("sh:nodeKind sh:IRI", "sh:in org:member", "21:11", "is no list", "keine Liste"),
    ("sh:nodeKind sh:IRI", "sh:minCount 1", "21:5", "cannot have sh:minCount",
     "hat kein sh:minCount"),
    ("sh:nodeKind sh:IRI", 'sh:class "cg"', "21:5", "it takes an IRI", "eine IRI"),
    ("sh:nodeKind sh:IRI", "sh:pattern sh:IRI", "21:16", "it takes xsd:string", "xsd:string"),
    ("sh:nodeKind sh:IRI", "sh:node [ sh:path org:role ]", "21:15", "cannot have sh:path",
     "hat kein sh:path"),
]  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> list[Triple]:
    """The triples of the project's ontology."""
    files = (ROOT / "ontology").rglob("*.ttl")
    return [triple for path in files for triple in read_file(path, ONTOLOGY)]


def write(root: Path, text: str) -> Path:
    """Write one shapes file into a project's folder."""
    path = root / "shapes" / "must" / "a.ttl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def told(root: Path, ontology: list[Triple] | None) -> tuple[Finding, ...]:
    """Read shapes that are expected to be refused."""
    with pytest.raises(ProjectError) as caught:
        read_shapes(root, ontology)
    return caught.value.findings


def spoilt(old: str, new: str) -> str:
    """Spoil the sound shapes in one place."""
    assert SOUND.count(old) >= 1, old
    return SOUND.replace(old, new, 1)


def test_sound_shapes_are_read(tmp_path: Path, ontology: list[Triple]) -> None:
    """Nothing is told of what is right, nor of words in comments, messages and strings."""
    write(tmp_path, SOUND)
    assert len(read_shapes(tmp_path, ontology).all) == 2


def test_the_shapes_of_the_project_are_sound(ontology: list[Triple]) -> None:
    """Every term in them exists, and SHACL's own shapes are kept."""
    assert read_shapes(ROOT, ontology).all


@pytest.mark.parametrize(("old", "new", "rule", "place", "value", "mend"), WORDS)
def test_a_term_that_does_not_exist_is_told_at_its_word(
    tmp_path: Path, ontology: list[Triple], old: str, new: str, rule: str, place: str,
    value: str, mend: str | None,
) -> None:  # fmt: skip
    """One wrong word gives one finding at its line and column, with the nearest term."""
    write(tmp_path, spoilt(old, new))
    (finding,) = [one for one in told(tmp_path, ontology) if one.rule.startswith(RULES)]
    assert finding.rule == RULES + rule
    assert str(finding.origin) == f"shapes/must/a.ttl:{place}"
    assert (finding.value, finding.mend) == (value, mend)
    assert finding.message_en != finding.message_de


@pytest.mark.parametrize(("old", "new", "place", "english", "german"), GRAMMAR)
def test_what_breaks_the_shapes_of_shacl_is_told(
    tmp_path: Path, ontology: list[Triple], old: str, new: str, place: str, english: str,
    german: str,
) -> None:  # fmt: skip
    """SHACL's own shapes are kept, or the place is told in both languages; pySHACL agrees."""
    path = write(tmp_path, spoilt(old, new))
    findings = told(tmp_path, ontology)
    assert any(
        str(one.origin) == f"shapes/must/a.ttl:{place}"
        and english in one.message_en
        and german in one.message_de
        and one.rule == RULES + "ShapeKeepsTheShapesOfShacl"
        for one in findings
    ), "\n".join(map(str, findings))
    meta = graph_of(grammar.shapes_of_shapes().triples)
    conforms, _, _ = pyshacl.validate(graph_of(read_file(path, SHAPES)), shacl_graph=meta)
    assert not conforms


def test_pyshacl_finds_the_sound_shapes_sound(tmp_path: Path) -> None:
    """SHACL's own shapes, as they are read here, let what is right pass."""
    meta = graph_of(grammar.shapes_of_shapes().triples)
    data = graph_of(read_file(write(tmp_path, SOUND), SHAPES))
    assert pyshacl.validate(data, shacl_graph=meta)[0]


def test_everything_wrong_in_all_files_is_told_at_once(
    tmp_path: Path, ontology: list[Triple]
) -> None:
    """Terms, grammar, form and syntax are told by one reading, in reading order."""
    text = spoilt("cg:startEarliest", "cg:startErliest")
    text = text.replace('"a"@en , "b"@de', '"b"@de').replace("sh:nodeKind sh:IRI", "sh:minCount 1")
    write(tmp_path, text.replace("sh:minCount 1 ;\n", "sh:minlength 1 ;\n", 1))
    (tmp_path / "shapes" / "must" / "b.ttl").write_text("nonsense", encoding="utf-8")
    findings = told(tmp_path, ontology)
    assert list(findings) == sorted(findings, key=lambda one: one.order)
    assert {one.rule.rpartition("#")[2] for one in findings} == {
        "UnreadableShape", "UnknownShaclTerm", "UnknownTerm", "ShapeKeepsTheShapesOfShacl"
    }  # fmt: skip
    assert {str(one.origin.path) for one in findings} == {"shapes/must/a.ttl", "shapes/must/b.ttl"}


def test_our_own_terms_are_judged_only_where_the_ontology_is_given(tmp_path: Path) -> None:
    """Without the ontology the terms of SHACL and of the standards are still judged."""
    write(tmp_path, spoilt("cg:startEarliest", "cg:anything"))
    assert read_shapes(tmp_path).all
    write(tmp_path, spoilt("org:role", "org:rol"))
    assert [one.value for one in told(tmp_path, None)] == ["org:rol"]


def test_the_vocabulary_of_shacl_is_there() -> None:
    """The copy that pySHACL brings holds the terms of the standard."""
    assert {PREFIXES["sh"] + name for name in ("minLength", "select", "Violation")} <= (
        terms.of_shacl()
    )


def test_files_of_one_name_in_both_folders_do_not_mix(tmp_path: Path) -> None:
    """Nameless nodes of must/a.ttl and should/a.ttl stay apart."""
    write(tmp_path, SOUND)
    other = SOUND.replace("sh:Violation", "sh:Warning").replace("shapes:Me", "shapes:OtherMe")
    (tmp_path / "shapes" / "should").mkdir()
    (tmp_path / "shapes" / "should" / "a.ttl").write_text(other, encoding="utf-8")
    triples = read_shapes(tmp_path).triples
    selects = [s for s, p, _ in triples if p == f"<{PREFIXES['sh']}select>"]
    assert len(selects) == len(set(selects)) == 2
