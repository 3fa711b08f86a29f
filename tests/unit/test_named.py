"""Tests of questions with a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Store

import small
from clustergraph.errors import ProjectError, QueryRefused, UnknownThing
from clustergraph.querying.named import NamedQuery, read_named

HEAD = "#+ id: X\n#+ question_de: d\n#+ question_en: e\n"


@pytest.fixture
def question(tmp_path: Path) -> NamedQuery:
    """The question of the small graph."""
    return read_named(small.write_questions(tmp_path))["coordinator-of"]


def one(tmp_path: Path, text: str) -> NamedQuery:
    """Read one question."""
    (tmp_path / "q.rq").write_text(HEAD + text, encoding="utf-8")
    return read_named(tmp_path)["q"]


def test_a_question_has_words_parameters_and_defaults(question: NamedQuery) -> None:
    """Everything that a form or a page needs is read from the one file."""
    assert (question.id, question.question_de) == ("CQ01", "Wer koordiniert ein Projekt?")
    assert [(p.name, p.kind, p.default) for p in question.parameters] == [
        ("project", "project", "p"),
        ("language", None, "de"),
    ]


def test_the_file_runs_as_it_is(question: NamedQuery) -> None:
    """Without values the text is the file's own."""
    assert question.bind({}) == question.text


def test_a_value_takes_the_place_of_the_default(question: NamedQuery) -> None:
    """A key becomes an IRI, with or without its kind before it."""
    for key in ("q-1", "project/q-1"):
        assert '(<https://w3id.org/clustergraph/id/project/q-1> "en")' in question.bind(
            {"project": key, "language": "en"}
        )


def test_every_block_of_a_parameter_is_filled(tmp_path: Path) -> None:
    """A parameter that stands in two blocks, one of them bare, is bound in both."""
    text = """#+ param: n type=integer
    SELECT * { { VALUES (?n ?x) { (1 "a"@de) } } UNION { VALUES ?n { 1 } }
      VALUES ?n { 1 2 } VALUES (?n ?m) { (1 2) (3 4) } }"""
    assert (
        one(tmp_path, text)
        .bind({"n": "7"})
        .count('"7"^^<http://www.w3.org/2001/XMLSchema#integer>')
        == 2
    )


@pytest.mark.parametrize(
    "value", ["p> ; ?x ?y . SERVICE <http://x", "p p", "P", "../p", 'p"', "p\n", ""]
)
def test_a_value_cannot_leave_its_term(question: NamedQuery, value: str) -> None:
    """What is no key is refused and never becomes text of the query."""
    with pytest.raises(QueryRefused, match="expected the key of a project"):
        question.bind({"project": value})


def test_a_text_is_written_as_one_literal(tmp_path: Path) -> None:
    """Quotes and backslashes in a text stay in the literal."""
    query = one(tmp_path, '#+ param: t type=string\nSELECT ?t { VALUES (?t) { ("a") } }')
    evil = 'x" ) } } DROP ALL # \\" \n'
    rows = list(Store().query(query.bind({"t": evil})))  # type: ignore[arg-type]
    assert rows[0]["t"].value == evil


@pytest.mark.parametrize(
    ("value", "fits"),
    [("2014-07-14", True), ("14.07.2014", False), ("2014-02-30", False), ("20140714", False)],
)
def test_a_day_is_checked(tmp_path: Path, value: str, fits: bool) -> None:
    """Only a real day in the one form is bound."""
    query = one(
        tmp_path,
        "#+ param: d type=date\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
        'SELECT * { VALUES (?d) { ("2014-01-01"^^xsd:date) } }',
    )
    assert query.parameters[0].default == "2014-01-01"
    if fits:
        assert f'"{value}"^^<http://www.w3.org/2001/XMLSchema#date>' in query.bind({"d": value})
    else:
        with pytest.raises(QueryRefused, match="yyyy-mm-dd"):
            query.bind({"d": value})


def test_unknown_names_are_told(question: NamedQuery) -> None:
    """A parameter, or a thing that the graph does not know, is named."""
    with pytest.raises(UnknownThing, match='no parameter "projekt"; it has: project, language'):
        question.bind({"projekt": "p"})
    with pytest.raises(UnknownThing, match="knows no project of that name"):
        question.bind({"project": "q"}, is_known=lambda _: False)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("#+ param: x\nSELECT * {}", None, "stands in no VALUES"),
        ("#+ colour: red\nSELECT * {}", 4, "is no field"),
        ("#+ param: x type=colour\nSELECT * {}", 4, "is unknown"),
        ("#+ param: x shade=red\nSELECT * {}", 4, "is unknown"),
        ('#+ param: x type=date\nSELECT * { VALUES (?x) { ("x") } }', None, "is no default"),
        ('#+ param: x label_de="y\nSELECT * {}', 4, "open quote"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_a_finding(
    tmp_path: Path, text: str, line: int | None, message: str
) -> None:
    """What is wrong with a question is told with its line, in both languages."""
    with pytest.raises(ProjectError) as caught:
        one(tmp_path, text)
    finding = caught.value.findings[0]
    assert message in finding.message_en
    assert finding.origin.line == line
    assert finding.message_de


def test_missing_fields_are_told_all_at_once(tmp_path: Path) -> None:
    """Each field that a question needs and has not is a finding."""
    (tmp_path / "q.rq").write_text("SELECT * {}", encoding="utf-8")
    with pytest.raises(ProjectError) as caught:
        read_named(tmp_path)
    assert len(caught.value.findings) == 3
