"""Any table by CSV on the Web: what the W3C tests do not ask, and what must never happen."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from clustergraph.errors import TableError
from clustergraph.findings import Finding, Report, Severity
from clustergraph.rdf import nquads
from clustergraph.tables import standard
from clustergraph.tables.standard.numbers import compile_number
from clustergraph.tables.standard.periods import holds, magnitude

CONTEXT = "http://www.w3.org/ns/csvw"
HERE = "https://example.org/"
Files = dict[str, bytes]


def served(files: Files, asked: list[str] | None = None) -> standard.Fetch:
    """Return a fetch that knows some addresses below example.org, and keeps what it is asked."""

    def fetch(address: str) -> standard.Resource:
        if asked is not None:
            asked.append(address)
        name = address.removeprefix(HERE)
        if name not in files:
            raise FileNotFoundError(f"{address} does not exist")
        return standard.Resource(address, lambda: io.BytesIO(files[name]))

    return fetch


def described(**members: object) -> bytes:
    """Return a description of t.csv with some members."""
    return json.dumps({"@context": CONTEXT, "url": "t.csv", **members}).encode()


def columns(*given: object) -> dict[str, object]:
    """Return a schema of columns."""
    return {"columns": list(given)}


def validated(files: Files, name: str = "m.json") -> Report:
    """Validate what stands at a name; an error gives its findings, too."""
    try:
        return standard.validate(
            standard.open_tables(
                HERE + name, fetch=served(files), is_validating=True, folder=Path("/")
            )
        )
    except TableError as error:
        return Report.of(error.findings)


def converted(files: Files, name: str = "m.json", *, is_minimal: bool = True) -> str:
    """Convert what stands at a name to N-Triples."""
    tables = standard.open_tables(HERE + name, fetch=served(files), folder=Path("/"))
    return nquads(standard.to_rdf(tables, is_minimal=is_minimal))


def one(report: Report) -> Finding:
    """Return the only finding of a report."""
    (found,) = report.findings
    return found


def rule(finding: Finding) -> str:
    """Return the name of the rule of a finding."""
    return finding.rule.rpartition("#")[2]


# What must not be fetched or read


@pytest.mark.parametrize(
    "context",
    [
        "https://example.org/context.jsonld",
        [CONTEXT, "https://example.org/context.jsonld"],
        ["https://example.org/context.jsonld", {"@language": "de"}],
        {"name": "https://schema.org/name"},
    ],
)
def test_another_context_is_refused_and_never_fetched(context: object) -> None:
    """Of JSON-LD there is only the context of CSV on the Web, and that one is built in."""
    asked: list[str] = []
    files = {"m.json": described(**{"@context": context}), "t.csv": b"a\n1\n",
             "context.jsonld": b"{}"}  # fmt: skip
    with pytest.raises(TableError) as caught:
        standard.open_tables(HERE + "m.json", fetch=served(files, asked), folder=Path("/"))
    assert rule(caught.value.findings[-1]) == "RemoteContext"
    assert "wird" in caught.value.findings[-1].message("de") or "Kontext" in (
        caught.value.findings[-1].message("de")
    )
    assert asked == [HERE + "m.json"]


def test_nothing_is_fetched_unless_told_to() -> None:
    """The fetch that is there without asking reads local files only."""
    for address in ("http://127.0.0.1:9/t.csv", "https://example.org/t.csv", "ftp://h/t.csv",
                    "file://example.org/t.csv"):  # fmt: skip
        with pytest.raises(PermissionError, match="network"):
            standard.read_local(address)


def test_a_local_description_does_not_reach_the_web(tmp_path: Path) -> None:
    """What it names there is an error at its table."""
    (tmp_path / "m.json").write_bytes(described(url="http://127.0.0.1:9/t.csv"))
    with pytest.raises(TableError) as caught:
        standard.open_tables((tmp_path / "m.json").as_uri(), folder=tmp_path)
    (found,) = caught.value.findings
    assert rule(found) == "UnreachableFile"
    assert str(found.origin) == "http://127.0.0.1:9/t.csv"


@pytest.mark.parametrize("member", ["url", "tableSchema", "dialect"])
def test_a_description_from_the_web_does_not_read_local_files(member: str, tmp_path: Path) -> None:
    """Whoever writes it would learn what stands in them."""
    secret = tmp_path / "secret.json"
    secret.write_text('{"columns": []}')
    asked: list[str] = []
    files = {"m.json": described(**{member: secret.as_uri()}), "t.csv": b"a\n1\n"}
    with pytest.raises(TableError) as caught:
        standard.open_tables(HERE + "m.json", fetch=served(files, asked), folder=tmp_path)
    assert rule(caught.value.findings[-1]) == "UnreachableFile"
    assert secret.as_uri() not in asked


# What is odd or huge


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested deeper"),
        (b'{"@context": "' + b"x" * 17_000_000 + b'"}', "larger than 16 MB"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "is no JSON"),
        (b'{"@context": "' + CONTEXT.encode() + b'", "url": "\\ud800"}', "surrogate"),
        (b"\xff\xfe{}", "is not UTF-8"),
        (b"", "is no JSON"),
        (b"[]", "is a JSON object"),
        (b'"text"', "is a JSON object"),
        (b"{}", "@context is missing"),
        (b'{"@context": "' + CONTEXT.encode() + b'"', "is no JSON"),
        (b'{"@context": "' + CONTEXT.encode() + b'", "url": NaN}', "is no JSON"),
        (described(url="http://["), "is no address"),
        (described(url=[]), "needs url"),
        (described(**{"@context": [CONTEXT, {"@base": "http://["}]}), "is no address"),
        (described(**{"@context": [CONTEXT, {}, {}]}), "another context"),
        (described(tableSchema=columns({"name": "a"}, {"name": "a"})), "twice"),
        (described(tableSchema="nowhere.json"), "does not exist"),
        (described(tableSchema="m.json#x", foreignKeys=1), "columns"),
        (described(tableSchema=columns({"datatype": {"base": "string", "length": -1}})), "length"),
    ],
)
def test_an_odd_description_gives_a_clear_error(content: bytes, words: str) -> None:
    """One finding in both languages, with the file, and never a traceback."""
    report = validated({"m.json": content, "t.csv": b"a\n1\n"})
    assert not report.is_clean or words == "length"
    told = " ".join(found.text("en") for found in report.findings)
    assert words in told
    assert "m.json" in told
    assert all(found.message("de") != found.message("en") for found in report.findings)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (b'a,b\n1,"' + b"x" * 140_000, "OversizedCell"),
        (b'a,b\n1,"open\n2,3\n', "OpenQuote"),
        (b'a,b\n1,"x"y\n2,3\n', "OpenQuote"),
        (b"a,b\n1\n", "RaggedRow"),
        (b"a,b\n1,2,3\n", "RaggedRow"),
        (b"a,b\n1,\xff\n", "UnreadableCell"),
        (b"", "MissingHeader"),
    ],
)
def test_a_broken_table_is_told_with_its_line(table: bytes, expected: str) -> None:
    """What the parser of CSV stumbles over is a finding of the row."""
    found = one(validated({"t.csv": table}, "t.csv"))
    assert rule(found) == expected
    assert str(found.origin).startswith(f"{HERE}t.csv:{1 if not table else 2}")
    assert found.severity is Severity.VIOLATION


def test_rows_after_a_broken_one_are_read() -> None:
    """One slip does not hide what is wrong further down."""
    report = validated({"t.csv": b'a,b\n1,"x"y\n2\n'}, "t.csv")
    assert [rule(found) for found in report.findings] == ["OpenQuote", "RaggedRow"]


def test_a_table_in_another_encoding_is_one_error() -> None:
    """UTF-16 that is none is told as such, whether at the header or further down."""
    dialect = {"encoding": "utf-16"}
    report = validated({"m.json": described(dialect=dialect), "t.csv": b"a"})
    assert "NotUtf8" in {rule(found) for found in report.findings}


def test_thousands_of_findings_of_one_kind_are_counted() -> None:
    """The first thousand are told, the rest is one finding with its number."""
    schema = columns({"titles": "a", "datatype": "integer"})
    files = {"m.json": described(tableSchema=schema), "t.csv": b"a\n" + b"x\n" * 1500}
    report = validated(files)
    assert len(report.findings) == 1001
    assert sum("500 more" in found.message_en for found in report.findings) == 1


def test_memory_does_not_grow_with_the_table() -> None:
    """Rows are read, converted and let go."""

    def peak(rows: int) -> int:
        table = b"id,name\n" + b"".join(b"%d,some name\n" % n for n in range(rows))
        tables = standard.open_tables(
            HERE + "t.csv", fetch=served({"t.csv": table}), folder=Path("/")
        )
        tracemalloc.start()
        for _ in standard.to_rdf(tables):
            pass
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(100)
    assert peak(20_000) < 300_000  # a twentieth of what its rows would take


# Places and words


def test_a_finding_names_file_line_column_and_mend() -> None:
    """A bad cell stands where it stands, under the name of its column."""
    schema = columns({"titles": "n", "datatype": "integer"}, {"titles": "day", "datatype": "date"})
    table = b'n,day\n1,2014-07-14\n2,"14\n"\n'
    found = one(validated({"m.json": described(tableSchema=schema), "t.csv": table}))
    assert str(found) == f'{HERE}t.csv:3:2 (day): "14" is no date'
    assert found.text("de") == f'{HERE}t.csv:3:2 (day): "14" ist nicht lesbar als date'


def test_a_finding_of_a_local_file_has_its_path(tmp_path: Path) -> None:
    """Paths are told from the folder that the user works in."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.csv").write_bytes(b"a,b\n1\n")
    tables = standard.open_tables(
        standard.address_of("in/t.csv", tmp_path), is_validating=True, folder=tmp_path
    )
    assert str(one(standard.validate(tables)).origin) == "in/t.csv:2"


def test_a_warning_of_a_description_has_its_line_and_column() -> None:
    """A property that is not known stands where its value stands."""
    text = f'{{"@context": "{CONTEXT}",\n "url": "t.csv",\n "propertyURL": "x"}}'
    found = one(validated({"m.json": text.encode(), "t.csv": b"a\n1\n"}))
    assert str(found.origin) == f"{HERE}m.json:3:17"
    assert found.severity is Severity.WARNING


def test_a_member_that_stands_twice_is_told() -> None:
    """JSON lets the last one win in silence."""
    text = f'{{"@context": "{CONTEXT}", "url": "no.csv", "url": "t.csv"}}'
    found = one(validated({"m.json": text.encode(), "t.csv": b"a\n1\n"}))
    assert "twice" in found.message_en


# Discovery


META = described(tableSchema={"aboutUrl": "#{a}", "columns": [{"titles": "a"}]})


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({}, None),
        ({"t.csv-metadata.json": META}, "t.csv-metadata.json"),
        ({"csv-metadata.json": META}, "csv-metadata.json"),
        ({"t.csv-metadata.json": META, "csv-metadata.json": META}, "t.csv-metadata.json"),
        ({".well-known/csvm": b"meta/{+url}.json\n", "csv-metadata.json": META}, None),
        ({".well-known/csvm": b"x.json\ny.json\n", "y.json": META, "csv-metadata.json": META},
         "y.json"),
        ({".well-known/csvm": b"/d{?url}\n", "d?url=https%3A%2F%2Fexample.org%2Ft.csv": META},
         "d?url=https%3A%2F%2Fexample.org%2Ft.csv"),
    ],
)  # fmt: skip
def test_a_description_is_looked_for_where_the_standard_says(
    there: Files, expected: str | None
) -> None:
    """The site's own paths come before the default ones; without any, the header describes."""
    tables = standard.open_tables(
        HERE + "t.csv", fetch=served({"t.csv": b"a\n1\n", **there}), folder=Path("/")
    )
    assert tables.group.is_embedded is (expected is None)
    if expected:
        assert tables.group.context.source == HERE + expected
    assert not tables.report.findings


def test_a_local_table_has_no_site() -> None:
    """The root of a disk is not asked for /.well-known/csvm."""
    asked: list[str] = []

    def fetch(address: str) -> standard.Resource:
        asked.append(address)
        if address.endswith("t.csv"):
            return standard.Resource(address, lambda: io.BytesIO(b"a\n1\n"))
        raise FileNotFoundError(address)

    standard.open_tables("file:///data/t.csv", fetch=fetch, folder=Path("/"))
    assert set(asked) == {"file:///data/t.csv", "file:///data/t.csv-metadata.json",
                          "file:///data/csv-metadata.json"}  # fmt: skip


# Values


@pytest.mark.parametrize(
    ("pattern", "text", "read"),
    [
        ("#,##0.##", "1,234.5", "1234.5"),
        ("#,##0.##", "1234.5", None),
        ("#,##,##0", "12,34,567", "1234567"),
        ("000%", "050%", "0.5"),
        ("#0", "--1", None),
        ("#0", "1-2", None),
        ("#0", "1e5", None),
        ("0.###E0", "1.5E3", "1.5e3"),
        (None, "1.5", "1.5"),
        (None, "٣", None),
    ],
)
def test_a_number_keeps_to_its_pattern(pattern: str | None, text: str, read: str | None) -> None:
    """The whole cell must match; what csvw's own patterns let pass is refused."""
    number = compile_number(pattern, may_exponent=pattern is not None and "E" in pattern)
    assert number.read(text, is_float=False) == read


@pytest.mark.parametrize("pattern", ["[", "", "0#", "#.#0", ",", "E0", "0.0E", "0,,0", "abc"])
def test_a_pattern_that_makes_no_sense_is_refused(pattern: str) -> None:
    """A format that cannot be read is a warning; the pattern itself raises."""
    with pytest.raises(ValueError, match=r"pattern|order|group|exponent"):
        compile_number(pattern, may_exponent=True)


def test_a_german_number_is_read_by_description() -> None:
    """Point and comma change places."""
    form = {"decimalChar": ",", "groupChar": "."}
    schema = columns({"titles": "n", "datatype": {"base": "decimal", "format": form}})
    files = {"m.json": described(tableSchema=schema), "t.csv": b'n\n"1.346.154,50"\n'}
    assert '"1346154.50"^^' in converted(files)


@pytest.mark.parametrize(
    ("base", "relation", "value", "bound", "kept"),
    [
        ("gYear", "minimum", "2014", "2000", True),
        ("gYear", "maximum", "2014", "2000", False),
        ("gYearMonth", "minExclusive", "2014-07", "2014-07", False),
        ("duration", "minimum", "P1Y", "P12M", True),
        ("duration", "minimum", "P1M", "P30D", False),
        ("duration", "maximum", "P1M", "P31D", True),
        ("dayTimeDuration", "maxExclusive", "PT59M", "PT1H", True),
        ("yearMonthDuration", "minimum", "-P1Y", "P1M", False),
    ],
)
def test_bounds_of_durations_and_years(
    base: str, relation: str, value: str, bound: str, kept: bool
) -> None:
    """XML Schema orders durations only where all four moments agree."""
    one_, other = magnitude(base, value), magnitude(base, bound)
    assert one_ is not None
    assert other is not None
    assert holds(relation, one_, other) is kept


def test_a_bound_of_a_year_is_kept_in_a_table() -> None:
    """The bound of the description reaches the cell."""
    schema = columns({"titles": "y", "datatype": {"base": "gYear", "minimum": "2000"}})
    found = one(validated({"m.json": described(tableSchema=schema), "t.csv": b"y\n2014\n1999\n"}))
    assert (found.origin.line, found.value) == (3, "1999")


@pytest.mark.parametrize(
    ("base", "text", "length", "fits"),
    [
        ("hexBinary", b"0A0B", 2, True), ("hexBinary", b"0A0B", 4, False),
        ("base64Binary", b"QUJD", 3, True), ("base64Binary", b"QUI=", 2, True),
        ("string", "äöü".encode(), 3, True), ("string", b"ab", 3, False),
    ],
)  # fmt: skip
def test_a_length_counts_characters_or_bytes(
    base: str, text: bytes, length: int, fits: bool
) -> None:
    """Of binary data the bytes count that it writes (4.6.1)."""
    schema = columns({"titles": "x", "datatype": {"base": base, "length": length}})
    report = validated({"m.json": described(tableSchema=schema), "t.csv": b"x\n" + text + b"\n"})
    assert report.is_clean is fits


def test_an_address_that_is_none_is_told_and_left_out() -> None:
    """A triple with it could not be loaded by any store."""
    schema = columns({"name": "a", "titles": "a", "valueUrl": "http://{+a}"})
    files = {"m.json": described(tableSchema=schema), "t.csv": b"a\n[x\nexample.org\n"}
    found = one(validated(files))
    assert rule(found) == "BadAddress"
    assert found.origin.line == 2
    assert "<http://example.org>" in converted(files)
    assert "[x>" not in converted(files)


def test_literals_stay_as_they_are_written() -> None:
    """Other stores than ours may want 1.50; nothing is made canonical here."""
    schema = columns({"titles": "n", "datatype": "decimal"}, {"titles": "i", "datatype": "int"})
    text = converted({"m.json": described(tableSchema=schema), "t.csv": b"n,i\n1.50,+07\n"})
    assert '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>' in text
    assert '"+07"^^<http://www.w3.org/2001/XMLSchema#int>' in text


# Dialects


@pytest.mark.parametrize(
    ("dialect", "table", "values"),
    [
        ({"delimiter": ";"}, b"a;b\n1;2\n", ["1", "2"]),
        ({"quoteChar": "'"}, b"a,b\n'1,5',2\n", ["1,5", "2"]),
        ({"quoteChar": None}, b'a,b\n"1,2"\n', ['\\"1', '2\\"']),
        ({"doubleQuote": False}, b'a,b\n"1\\"x",2\n', ['1\\"x', "2"]),
        ({"skipRows": 2}, b"x\ny\na,b\n1,2\n", ["1", "2"]),
        ({"skipColumns": 1}, b"z,a,b\n0,1,2\n", ["1", "2"]),
        ({"commentPrefix": "//"}, b"//x\na,b\n//y\n1,2\n", ["1", "2"]),
        ({"skipBlankRows": True}, b"a,b\n\n1,2\n", ["1", "2"]),
        ({"trim": True}, b"a,b\n 1 , 2 \n", ["1", "2"]),
        ({"headerRowCount": 2}, b"a,b\nc,d\n1,2\n", ["1", "2"]),
        ({"encoding": "latin-1"}, b"a,b\n\xe4,2\n", ["ä", "2"]),
        ({"encoding": "utf-16"}, "a,b\n1,2\n".encode("utf-16"), ["1", "2"]),
        ({"lineTerminators": "\r"}, b"a,b\r1,2\r", ["1", "2"]),
        ({"lineTerminators": [";"]}, b"a,b;1,2;", ["1", "2"]),
        ({}, b"\xef\xbb\xbfa,b\r\n1,2\r\n", ["1", "2"]),
    ],
)
def test_a_table_is_taken_apart_by_its_dialect(
    dialect: dict[str, object], table: bytes, values: list[str]
) -> None:
    """Each flag of Metadata Vocabulary 5.9 does what it says."""
    files = {"m.json": described(dialect=dialect), "t.csv": table}
    found = [line.split('"', 1)[1].rsplit('"', 1)[0] for line in converted(files).splitlines()]
    assert found == values


def test_a_media_type_tells_charset_header_and_tabs() -> None:
    """RFC 4180 and the media type of tabs, where nothing else describes the table."""

    def fetch(kind: str, content: bytes) -> Callable[[str], standard.Resource]:
        media_type, parameters = standard.media_type_of(kind)

        def get(address: str) -> standard.Resource:
            if address != HERE + "t":
                raise FileNotFoundError(address)
            return standard.Resource(address, lambda: io.BytesIO(content), media_type, parameters)

        return get

    def text(kind: str, content: bytes) -> str:
        tables = standard.open_tables(HERE + "t", fetch=fetch(kind, content), folder=Path("/"))
        return nquads(standard.to_rdf(tables, is_minimal=True))

    assert '"ä"' in text("text/csv; charset=ISO-8859-1", b"a\n\xe4\n")
    assert "#_col.1>" in text("text/csv;header=absent", b"1\n")
    assert "#b>" in text("text/tab-separated-values", b"a\tb\n1\t2\n")
