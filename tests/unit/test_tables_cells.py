"""From text to value: datatypes, formats, bounds, and mends."""

from __future__ import annotations

import pytest

from clustergraph.tables.cells import Problem, compile_datatype

KEY = {"base": "string", "format": "[a-z0-9]+(-{1,2}[a-z0-9]+)*"}
GERMAN = {"base": "decimal", "format": {"decimalChar": ",", "groupChar": "."}}


@pytest.mark.parametrize(
    ("datatype", "text", "lexical"),
    [
        ("string", " as it is ", " as it is "),
        (KEY, "silicon-saxony--biosaxony", "silicon-saxony--biosaxony"),
        ("date", "2014-07-14", "2014-07-14"),
        ("date", "2014-07-14+02:00", "2014-07-14+02:00"),
        ("date", "2012-02-29", "2012-02-29"),
        ({"base": "date", "format": "dd.MM.yyyy"}, "14.07.2014", "2014-07-14"),
        ({"base": "date", "format": "d.M.yyyy"}, "1.7.2014", "2014-07-01"),
        ("datetime", "2014-07-14T10:30:00", "2014-07-14T10:30:00"),
        ("dateTime", "2014-07-14T10:30:00.250Z", "2014-07-14T10:30:00.25Z"),
        (
            {"base": "datetime", "format": "yyyy-MM-dd HH:mm X"},
            "2014-07-14 10:30 +02",
            "2014-07-14T10:30:00+02:00",
        ),
        ("time", "10:30:00", "10:30:00"),
        ({"base": "time", "format": "HH:mm"}, "10:30", "10:30:00"),
        ("gYear", "2014", "2014"),
        ("gYearMonth", "2014-07", "2014-07"),
        ("duration", "P2Y6M", "P2Y6M"),
        ("decimal", "1346154.00", "1346154.00"),
        ("decimal", "-.5", "-.5"),
        (GERMAN, "1.346.154,00", "1346154.00"),
        ({"base": "decimal", "format": "#,##0.00"}, "1,346,154.00", "1346154.00"),
        ("integer", "+007", "+007"),
        ({"base": "integer", "minimum": 1, "maximum": 12}, "12", "12"),
        ({"base": "decimal", "format": {"groupChar": ","}}, "1,580.38", "1580.38"),
        (
            {"base": "decimal", "format": {"groupChar": ".", "decimalChar": ","}},
            "1580,38",
            "1580.38",
        ),
        ({"base": "integer", "format": {"groupChar": "."}}, "-12.345.678", "-12345678"),
        ("double", "1e3", "1e3"),
        ("boolean", "1", "true"),
        ({"base": "boolean", "format": "ja|nein"}, "nein", "false"),
        ("language", "de-AT", "de-AT"),
        ("anyURI", "https://example.org/a?b#c", "https://example.org/a?b#c"),
        ("json", '{"a": 1}', '{"a": 1}'),
        ({"base": "string", "minLength": 2, "maxLength": 3}, "abc", "abc"),
    ],
)
def test_a_cell_is_read_in_the_form_of_its_datatype(
    datatype: object, text: str, lexical: str
) -> None:
    """What the standard allows is read, and comes out in the form of XML Schema."""
    assert compile_datatype(datatype).read(text) == lexical


@pytest.mark.parametrize(
    ("datatype", "text", "mend"),
    [
        ("date", "14.07.2014", "2014-07-14"),
        ("date", "14.7.14", "2014-07-14"),
        ("date", "14.7.98", "1998-07-14"),
        ("date", "14. Juli 2014", "2014-07-14"),
        ("date", "July 14, 2014", "2014-07-14"),
        ("date", "14/07/2014", "2014-07-14"),
        ("date", "20140714", "2014-07-14"),
        ("date", "2014-7-14", "2014-07-14"),
        ("date", "2014-07-14T10:00:00", "2014-07-14"),
        ("date", "2014-07-14 ", "2014-07-14"),
        ("date", "2014-02-30", None),
        ("date", "30.02.2014", None),
        ("date", "2014-07-14x", None),
        ("date", "seit heute", None),
        ({"base": "date", "format": "yyyy-MM-dd"}, "2014-07-14x", None),
        ({"base": "string", "format": r"\d{4}(-\d{2}(-\d{2})?)?"}, "Oktober 2011", "2011-10"),
        ({"base": "string", "format": r"\d{4}(-\d{2}(-\d{2})?)?"}, "10/2011", "2011-10"),
        ("decimal", "1.346.154,00", "1346154.00"),
        ("decimal", "1,346,154.00", "1346154.00"),
        ("decimal", "700 000 €", "700000"),
        ("decimal", "EUR 12,5", "12.5"),
        ("decimal", "1_000", None),
        ("decimal", "NaN", None),
        ("decimal", "1e3", None),
        ("integer", "12.0", "12"),
        ("integer", "12.5", None),
        ("nonNegativeInteger", "-3", None),
        ({"base": "integer", "maximum": 12}, "13", None),
        ({"base": "decimal", "minExclusive": 0}, "0", None),
        ({"base": "date", "maximum": "2014-12-31"}, "2015-01-01", None),
        ({"base": "string", "length": 2}, "abc", None),
        ("byte", "128", None),
        ("boolean", "ja", "true"),
        ("boolean", "FALSE", "false"),
        ("boolean", "vielleicht", None),
        ({"base": "boolean", "format": "ja|nein"}, "true", None),
        (KEY, "Silicon Saxony", "silicon-saxony"),
        (KEY, "silicon-saxony ", "silicon-saxony"),
        (KEY, "Silicon_Saxony--Biosaxony", "silicon-saxony--biosaxony"),
        (KEY, "Wirtschaftsförderung", "wirtschaftsfoerderung"),
        (KEY, "silicon-saxony\n", "silicon-saxony"),
        ("anyURI", "www.biosaxony.com", "https://www.biosaxony.com"),
        ("anyURI", "https://example.org/a b", "https://example.org/a%20b"),
        ("language", "de_DE", "de-DE"),
        ({"base": "decimal", "format": {"groupChar": ","}}, "1580,38", "1580.38"),
        ({"base": "decimal", "format": {"groupChar": ","}}, "12,34,567", None),
        ({"base": "decimal", "format": {"groupChar": ","}}, "1,5800", "1.5800"),
        ("json", "{", None),
        ("gMonth", "13", None),
    ],
)
def test_an_unreadable_cell_gets_a_mend_that_the_column_reads(
    datatype: object, text: str, mend: str | None
) -> None:
    """Where it is clear what was meant, the mend says it; a mend is itself readable."""
    compiled = compile_datatype(datatype)
    problem = compiled.read(text)
    assert isinstance(problem, Problem)
    assert problem.mend == mend
    assert problem.english
    assert problem.german
    assert mend is None or isinstance(compiled.read(mend), str)


@pytest.mark.parametrize(
    "description",
    [
        "datum",
        {"base": "date", "format": "TT.MM.JJJJ"},
        {"base": "string", "format": "("},
        {"base": "boolean", "format": "ja"},
        {"base": "string", "minLength": 3, "maxLength": 2},
        {"base": "string", "minimum": 3},
        {"base": "decimal", "minLength": 3},
        {"base": "integer", "minimum": "viel"},
        {"base": "date", "minInclusive": "2015-01-01", "maxInclusive": "2014-01-01"},
        {"base": "duration", "minimum": "P1Y"},
    ],
)
def test_a_datatype_that_makes_no_sense_is_refused(description: object) -> None:
    """Metadata Vocabulary 5.11.2 lists what must be refused; what we cannot compare is too."""
    with pytest.raises(ValueError, match=r".+"):
        compile_datatype(description)


def test_white_space_belongs_to_strings_alone() -> None:
    """Model for Tabular Data 6.4: other datatypes have it trimmed and collapsed."""
    assert compile_datatype("string").normalize(" a\tb ") == " a\tb "
    assert compile_datatype("date").normalize(" 2014-07-14\n") == "2014-07-14"
    assert compile_datatype("normalizedString").normalize(" a\tb") == " a b"
