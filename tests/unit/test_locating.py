"""What leads from a result to its cells: paths of shapes, triples of queries, days of times."""

from __future__ import annotations

import datetime
from pathlib import Path, PurePosixPath

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph import names
from clustergraph.findings import Broken, Finding, Severity
from clustergraph.origin import Origin
from clustergraph.pipeline import edtf
from clustergraph.pipeline.constraints import Constraints, Step
from clustergraph.pipeline.locating import line_of, mended_once, where_written
from clustergraph.pipeline.watching import changes, state_of
from clustergraph.pipeline.witness import Witness
from clustergraph.rdf import Triple, read_file, term_of

HEAD = f"""@prefix cg: <{names.TERMS}> . @prefix sh: <{names.PREFIXES["sh"]}> .
@prefix s: <{names.SHAPES}> .
"""


def constraints(text: str) -> Constraints:
    """Read shapes from Turtle."""
    triples = [
        tuple(term_of(part) for part in (quad.subject, quad.predicate, quad.object))  # type: ignore[arg-type]
        for quad in ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE)
    ]
    return Constraints(triples)  # type: ignore[arg-type]  # tuples of three by construction


def term(name: str) -> str:
    """Return a term of ours."""
    return f"<{names.TERMS}{name}>"


def test_every_kind_of_path_has_its_routes() -> None:
    """Predicate, inverse, sequence, choice, and an inverse of a sequence."""
    a, b = Step(term("a")), Step(term("b"))
    for path, routes in {
        "cg:a": ((a,),),
        "[ sh:inversePath cg:a ]": ((Step(term("a"), inverse=True),),),
        "( cg:a cg:b )": ((a, b),),
        "[ sh:alternativePath ( cg:a cg:b ) ]": ((a,), (b,)),
        "( cg:a [ sh:alternativePath ( cg:a cg:b ) ] )": ((a, a), (a, b)),
        "[ sh:inversePath ( cg:a cg:b ) ]": (
            (Step(term("b"), inverse=True), Step(term("a"), inverse=True)),
        ),
        "[ sh:oneOrMorePath cg:a ]": ((a,),),
    }.items():
        found = constraints(f"s:One sh:path {path} ; sh:minCount 1 .").of(names.SHAPES + "One")
        assert found.routes == routes, path


def test_a_path_is_written_as_it_was_read() -> None:
    """The Turtle of a path is that path again."""
    text = "[ sh:alternativePath ( cg:a [ sh:inversePath cg:b ] ) ]"
    written = constraints(f"s:One sh:path {text} .").of(names.SHAPES + "One").path
    again = constraints(f"s:One sh:path {written} .").of(names.SHAPES + "One")
    assert again.path == written
    assert again.routes == ((Step(term("a")),), (Step(term("b"), inverse=True),))


def test_the_component_is_that_of_what_can_break() -> None:
    """Without a value it was counted; with one it was looked at."""
    one = constraints("s:One sh:path cg:a ; sh:minCount 1 ; sh:class cg:B .").of(
        names.SHAPES + "One"
    )
    assert str(one.component(has_value=False)).endswith("#MinCountConstraintComponent")
    assert str(one.component(has_value=True)).endswith("#ClassConstraintComponent")


def test_a_query_names_the_triples_of_both_rows() -> None:
    """The other thing is found by the patterns; filters, and triples of others, are left out."""
    same: list[Triple] = [("<a:1>", "<a:p>", "<a:x>"), ("<a:2>", "<a:p>", "<a:x>")]
    other: Triple = ("<a:3>", "<a:p>", "<a:y>")
    select = """SELECT $this (<a:p> AS ?path) ?value WHERE {
      $this <a:p> ?value . ?other <a:p> ?value .
      FILTER(STR($this) > STR(?other)) FILTER NOT EXISTS { $this <a:end> ?end . }
    }"""
    witness = Witness([*same, other], "")
    assert list(witness.triples(select, "<a:2>", "<a:x>")) == [same[1], same[0]]
    assert list(witness.triples(select, "<a:3>", "<a:y>")) == []


@pytest.mark.parametrize(
    ("pattern", "loaded"),
    [
        ("$this <a:p> ?value .", {"<a:p>"}),
        ("$this <a:p>/^<a:q> ?value . FILTER EXISTS { $this <a:r> ?r }",
         {"<a:p>", "<a:q>", "<a:r>"}),
        ("$this ?p ?value . FILTER(?p IN (<a:p>, <a:no>))", {"<a:p>"}),
        ("$this ?p ?value .", {"<a:p>", "<a:q>", "<a:r>"}),
        ("$this <a:p>* ?value .", {"<a:p>", "<a:q>", "<a:r>"}),
    ],
)  # fmt: skip
def test_a_witness_holds_no_more_than_its_queries_touch(pattern: str, loaded: set[str]) -> None:
    """A store in memory takes 480 bytes a triple; of millions few are asked for."""
    triples: list[Triple] = [(f"<a:{n}>", f"<a:{p}>", "<a:x>") for n in "12" for p in "pqr"]
    witness = Witness(triples, "")
    list(witness.triples(f"SELECT $this ?value WHERE {{ {pattern} }}", "<a:1>", None))
    assert {f"<{quad.predicate.value}>" for quad in witness._store} == loaded


def test_a_query_in_another_form_names_nothing() -> None:
    """A union cannot be told as patterns: no guess is made."""
    witness = Witness([("<a:1>", "<a:p>", "<a:x>")], "")
    select = "SELECT $this WHERE { { $this <a:p> ?x } UNION { $this <a:q> ?x } }"
    assert list(witness.triples(select, "<a:1>", None)) == []


DAYS = st.dates(datetime.date(1000, 1, 1), datetime.date(2999, 12, 31)).map(str)


@given(DAYS, DAYS)
def test_a_time_means_the_days_it_was_made_of(first: str, last: str) -> None:
    """From two days to EDTF and back."""
    first, last = sorted((first, last))
    assert edtf.bounds(edtf.between(first, last)) == (first, last)
    assert edtf.bounds(edtf.between(None, last)) == (None, last)
    assert edtf.bounds(edtf.between(first, None)) == (first, None)


def test_what_is_no_time_has_no_days() -> None:
    """Open, empty, or of another calendar."""
    for text in ("", "..", "../..", "2014-13", "0000-02", "spring", "2014-1"):
        assert edtf.bounds(text) == (None, None), text


def test_every_concept_has_a_line_in_its_file(project: Path) -> None:
    """A finding about the ontology leads to the line where the term begins."""
    for file in sorted((project / "ontology" / "schemes").glob("*.ttl")):
        text = file.read_text(encoding="utf-8")
        for subject in {s for s, _, _ in read_file(file, names.ONTOLOGY) if s.startswith("<")}:
            line = line_of(subject, text)
            assert line is not None, f"{file.name} {subject}"
            assert subject.strip("<>").rpartition("/")[2] in text.splitlines()[line - 1]


def test_a_file_that_is_still_written_is_waited_for(tmp_path: Path) -> None:
    """A change is yielded when nothing changes any more; files that vanish count, too."""
    (tmp_path / "data").mkdir()
    file = tmp_path / "data" / "a.csv"
    file.write_text("a")
    known = state_of(tmp_path)
    pauses = 0

    def sleep(_seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses < 4:
            file.write_text("a" * (pauses + 1))

    following = changes(tmp_path, known, sleep)
    assert next(following) == [file]
    assert pauses >= 4, "written three times, quiet once"
    assert file.read_text() == "aaaa"
    file.unlink()
    assert next(following) == [file]


def test_an_inherited_value_is_told_where_it_was_written() -> None:
    """The same rule and value, resting on the same cells and more: only the first is told."""

    def wrong(line: int, *others: int, value: str = "<a:x>") -> Finding:
        first, *also = (Origin(PurePosixPath("data/a.csv"), n, 1) for n in (line, *others))
        broken = Broken("<a:focus>", value=value)
        return Finding(first, "rule", "en", "de", related=tuple(also), result=broken)

    written, inherited, other = wrong(1, 9), wrong(5, 1, 9), wrong(5, 1, 9, value="<a:y>")
    apart = wrong(7, 1)
    assert where_written([inherited, written, other, apart]) == [written, other, apart]


def test_one_mend_is_told_once() -> None:
    """The gravest finding that it mends is kept; without a mend nothing is left out."""

    def at(rule: str, severity: Severity, mend: str | None) -> Finding:
        return Finding(Origin(PurePosixPath("data/a.csv"), 1, 1), rule, "en", "de", severity,
                       mend=mend)  # fmt: skip

    warning, violation = (at(s.value, s, "2014") for s in (Severity.WARNING, Severity.VIOLATION))
    unknown = [at(rule, Severity.VIOLATION, None) for rule in ("one", "two")]
    assert mended_once([warning, violation, *unknown]) == [*unknown, violation]
