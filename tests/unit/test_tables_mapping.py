"""From rows to statements, each with its cell; a row with a violation says nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tinyproject
from clustergraph import names, rdf, tables
from clustergraph.tables import Statement

ID = names.THINGS
CG = names.TERMS
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


def project_of(folder: Path, columns: list[dict[str, object]], text: str) -> Path:
    """Write a project of one table ``t.csv``."""
    schema = {"aboutUrl": "../id/t/{key}", "primaryKey": "key", "columns": columns}
    description = {
        "@context": ["http://www.w3.org/ns/csvw", {"@base": names.BASE + "data/"}],
        "tables": [{"url": "t.csv", "tableSchema": schema}],
    }
    (folder / "data").mkdir()
    (folder / "data" / "csv-metadata.json").write_text(json.dumps(description), "utf-8")
    (folder / "data" / "t.csv").write_text(text, "utf-8")
    return folder


def one(folder: Path, columns: list[dict[str, object]], text: str) -> tables.Mapped:
    """Map a project of one table."""
    project = project_of(folder, columns, text)
    return tables.map_table(project, tables.describe(project)["t"])


KEY: dict[str, object] = {"name": "key", "required": True, "suppressOutput": True}


def test_a_membership_becomes_its_triples() -> None:
    """Types, references, dates, quoted words and evidence of one row, with line and column."""
    described = tables.describe(tinyproject.TINY)
    mapped = tables.map_table(tinyproject.TINY, described["memberships"])
    key = "biosaxony--silicon-saxony--2014-07-14"
    node, row = f"<{ID}membership/{key}>", f"<{ID}row/memberships--{key}>"
    assert [s for s in mapped.statements if s.line == 2] == [  # the first row
        Statement(
            (node, "<http://www.w3.org/ns/org#member>", f"<{ID}organisation/biosaxony>"), 2, 2
        ),
        Statement(
            (
                node,
                "<http://www.w3.org/ns/org#organization>",
                f"<{ID}organisation/silicon-saxony>",
            ),
            2,
            3,
        ),
        Statement((node, "<http://www.w3.org/ns/org#role>", f"<{ID}membership-role/member>"), 2, 4),
        Statement((node, f"<{CG}start>", f'"2014-07-14"^^<{EDTF}>'), 2, 5),
        Statement((node, f"<{CG}startEarliest>", rdf.literal("2014-07-14", _XSD_DATE)), 2, 6),
        Statement((node, f"<{CG}startLatest>", rdf.literal("2014-07-14", _XSD_DATE)), 2, 7),
        Statement(
            (row, "<http://www.w3.org/ns/prov#hadPrimarySource>", f"<{ID}source/press-2014>"), 2, 14
        ),
        Statement((row, f"<{CG}basis>", f"<{ID}basis/stated>"), 2, 15),
        Statement(
            (
                row,
                f"<{CG}quote>",
                '"bekräftigt seit heute die wechselseitige Mitgliedschaft"@de',
            ),
            2,
            16,
        ),
        Statement((node, _TYPE, f"<{CG}Membership>"), 2, None),
        Statement((row, _TYPE, "<http://www.w3.org/ns/csvw#Row>"), 2, None),
        Statement((row, "<http://www.w3.org/ns/csvw#describes>", node), 2, None),
        Statement(
            (row, "<http://purl.org/dc/terms/isPartOf>", f"<{names.GRAPHS}memberships>"), 2, None
        ),
    ]


_XSD_DATE = "http://www.w3.org/2001/XMLSchema#date"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def test_each_item_of_a_list_is_a_statement() -> None:
    """``ClusterOrganisation Association`` in one cell gives two types."""
    described = tables.describe(tinyproject.TINY)
    mapped = tables.map_table(tinyproject.TINY, described["organisations"])
    types = [s.triple[2] for s in mapped.statements if s.column == 2 and s.line == 2]  # the cell
    assert types == [f"<{CG}ClusterOrganisation>", f"<{CG}Association>"]


def test_every_statement_has_a_row_and_nothing_has_a_blank_node() -> None:
    """The way back from a triple to its row is never lost."""
    for mapped in tinyproject.read(tinyproject.TINY):
        lines = {row.line for row in mapped.rows}
        numbers = {column.number for column in mapped.table.columns}
        assert mapped.statements
        for statement in mapped.statements:
            assert statement.line in lines
            assert statement.column in numbers
            assert not any(term.startswith("_:") for term in statement.triple)


@pytest.mark.parametrize(
    ("column", "cell", "objects"),
    [
        ({"datatype": "decimal"}, "1.50", ['"1.5"^^<{xsd}decimal>']),
        ({"datatype": "nonNegativeInteger"}, "007", ['"7"^^<{xsd}integer>']),
        ({"datatype": "boolean"}, "1", ['"true"^^<{xsd}boolean>']),
        ({"datatype": {"base": "date", "format": "d.M.yyyy"}}, "1.7.2014",
         ['"2014-07-01"^^<{xsd}date>']),
        ({"datatype": {"base": "string", "@id": "urn:d"}}, "x", ['"x"^^<urn:d>']),
        ({"datatype": {"base": "string", "@id": "urn:d"}, "lang": "de"}, "x", ['"x"^^<urn:d>']),
        ({"lang": "de-AT"}, "Jänner", ['"Jänner"@de-at']),
        ({"lang": "und"}, "x", ['"x"']),
        ({}, '"sagt ""ja"""', ['"sagt \\"ja\\""']),
        ({"separator": ";"}, "a; b;;a", ['"a"', '"b"']),
        ({"separator": ";", "valueUrl": "urn:x:{v}"}, "a;b", ["<urn:x:a>", "<urn:x:b>"]),
        ({"null": ["n/a", "-"]}, "-", []),
        ({"default": "x"}, "", ['"x"']),
        ({"null": "x", "default": "x"}, "", []),
        ({}, "", []),
        ({"valueUrl": "urn:x"}, "", []),
        ({"valueUrl": "urn:x:{key}:{_row}:{_sourceRow}:{_name}:{_column}"}, "y",
         ["<urn:x:k:1:2:v:2>"]),
        ({"aboutUrl": "../id/t/{missing}"}, "y", []),
        ({"suppressOutput": True}, "y", []),
        ({"datatype": "json"}, '"{""a"": 1}"', ['"{\\"a\\": 1}"^^<{csvw}JSON>']),
    ],
)  # fmt: skip
def test_a_column_means_what_its_description_says(
    tmp_path: Path, column: dict[str, object], cell: str, objects: list[str]
) -> None:
    """Datatypes, languages, lists, nulls, defaults and templates of CSV on the Web."""
    missing: dict[str, object] = {"name": "missing", "propertyUrl": "urn:missing"}
    columns = [KEY, {"name": "v", "propertyUrl": "urn:p", **column}, missing]
    mapped = one(tmp_path, columns, f"key,v,missing\nk,{cell},\n")
    assert tinyproject.violations(mapped.findings) == []
    xsd, csvw = names.PREFIXES["xsd"], names.PREFIXES["csvw"]
    wanted = [text.replace("{xsd}", xsd).replace("{csvw}", csvw) for text in objects]
    found = [s.triple[2] for s in mapped.statements if s.triple[1] == "<urn:p>"]
    assert found == wanted


def test_a_virtual_column_without_its_value_says_nothing(tmp_path: Path) -> None:
    """A template that uses an empty cell would name the wrong thing."""
    virtual = {"name": "w", "virtual": True, "propertyUrl": "urn:p", "valueUrl": "urn:x:{v}"}
    constant = {"name": "c", "virtual": True, "propertyUrl": "urn:q", "default": "always"}
    columns = [KEY, {"name": "v", "suppressOutput": True}, virtual, constant]
    mapped = one(tmp_path, columns, "key,v\na,\nb,1\n")
    assert [(s.triple[2], s.line, s.column) for s in mapped.statements] == [
        ('"always"', 2, None), ("<urn:x:1>", 3, None), ('"always"', 3, None),
    ]  # fmt: skip


def test_a_table_may_be_silent(tmp_path: Path) -> None:
    """``suppressOutput`` on a table keeps its rows for keys and gives no triples."""
    project = project_of(tmp_path, [KEY, {"name": "v"}], "key,v\na,1\n")
    tinyproject.spoil(project, "csv-metadata.json", '"url"', '"suppressOutput": true, "url"')
    mapped = tables.map_table(project, tables.describe(project)["t"])
    assert (mapped.statements, mapped.rows_mapped) == ([], 1)


def test_an_address_that_is_none_is_a_finding(tmp_path: Path) -> None:
    """``valueUrl`` of free text must still give an IRI."""
    column = {"name": "v", "valueUrl": "{+v}:x"}
    mapped = one(tmp_path, [KEY, column], "key,v\na,https://e.org/[\n")
    # RFC 6570 leaves square brackets as they are, RFC 3986 has them around IP addresses only, …
    assert [f.rule for f in mapped.findings] == [names.RULES + "BadAddress"]
    column = {"name": "v", "valueUrl": "urn:<{v}"}
    (tmp_path / "again").mkdir()
    mapped = one(tmp_path / "again", [KEY, column], "key,v\na,b\n")
    # … and an angle bracket of the template stands in no IRI.
    assert [f.rule for f in mapped.findings] == [names.RULES + "BadAddress"]
    assert (mapped.rows_mapped, mapped.rows_set_aside, mapped.statements) == (0, 1, [])


def test_a_thousands_point_is_doubted(tmp_path: Path) -> None:
    """700.000 reads as seven hundred, and a German curator means seven hundred thousand."""
    columns = [KEY, {"name": "v", "datatype": "decimal"}]
    mapped = one(tmp_path, columns, "key,v\na,700.000\nb,1.346.154\n")
    assert tinyproject.brief(mapped.findings) == [
        'AmbiguousNumber data/t.csv:2:2 "700.000" -> 700000',
        'UnreadableCell data/t.csv:3:2 "1.346.154" -> 1346154',
    ]


def test_all_faults_of_a_row_are_told_and_the_row_is_set_aside(tmp_path: Path) -> None:
    """Three bad cells are three findings with the row's first source; the next row is mapped."""
    project = tinyproject.copy(tmp_path)
    old = "organisation/biosaxony,silicon-saxony,member,2014-07-14,2014-07-14,"
    tinyproject.spoil(project, "memberships.csv", old, "Biosaxony,,member,2014-07-14,14.07.2014,")
    mapped = tables.map_table(project, tables.describe(project)["memberships"])
    assert tinyproject.brief(mapped.findings) == [
        'UnreadableCell data/memberships.csv:2:2 "Biosaxony" -> ',
        'MissingCell data/memberships.csv:2:3 "" -> ',
        'UnreadableCell data/memberships.csv:2:6 "14.07.2014" -> 2014-07-14',
    ]
    assert {f.source for f in mapped.findings} == {"press-2014"}
    assert {f.column_name for f in mapped.findings} >= {"member", "organisation"}
    assert (mapped.rows_read, mapped.rows_mapped, mapped.rows_set_aside) == (3, 2, 1)
    assert all(statement.line != 2 for statement in mapped.statements)  # that row


def test_a_key_given_twice_is_told_at_the_second_row(tmp_path: Path) -> None:
    """The finding names both lines."""
    mapped = one(tmp_path, [KEY, {"name": "v"}], "key,v\na,1\nb,2\na,3\n")
    (found,) = mapped.findings
    assert tinyproject.brief([found]) == ['DuplicateKey data/t.csv:4:1 "a" -> ']
    assert [str(origin) for origin in found.related] == ["data/t.csv:2:1"]
    assert [row.line for row in mapped.rows] == [2, 3]


def test_every_rule_is_a_sentence_in_both_languages() -> None:
    """The table of rules feeds the documentation."""
    for name, rule in tables.READING_RULES.items():
        assert rule.iri == names.RULES + name
        assert rule.sentence_en.endswith(".")
        assert rule.sentence_de.endswith(".")
        assert rule.sentence_en != rule.sentence_de


def test_a_key_is_known_again_among_very_many(tmp_path: Path) -> None:
    """What notes keys has grown twice by then; no other key is taken for one of them."""
    keys = [f"k{number}" for number in range(140_000)]
    mapped = one(tmp_path, [KEY], "\n".join(["key", *keys, "k3", "k139999", ""]))
    found = [(finding.rule, finding.origin.line, finding.value) for finding in mapped.findings]
    rule = names.RULES + "DuplicateKey"
    assert found == [(rule, 140_002, "k3"), (rule, 140_003, "k139999")]
    assert (mapped.rows_read, mapped.rows_mapped) == (140_002, 140_000)
