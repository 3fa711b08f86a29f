"""Bad sources: their descriptions, the publisher's files, their SQL and their RDF."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sourcefolder
from clustergraph import names
from hostile.badcase import Case, Deed, each, folder, gone, link, pipe, put, swap

TOML = "sources/guest/source.toml"
SQL = "sources/guest/things.sql"
GIVEN = "given/things.csv"
GOOD = "key,name\na,one\nb,two\n"
TABLE = sourcefolder.table("things", ["key", "name"])
_FILES = '[files.things]\npath = "things.csv"\n'
_SELECT = "SELECT _file, _record, key, name FROM things"


def source(
    content: str | bytes = GOOD,
    name: str = "things.csv",
    toml: str = _FILES,
    texts: Mapping[str, str] | None = None,
    tables: Any = (TABLE,),
) -> Deed:
    """Add the source ``guest`` with one file and one table to the small project."""

    def deed(project: Path) -> None:
        write = sourcefolder.write
        write(project, f"given/{name}", content)
        write(project, TOML, sourcefolder.TITLE + toml)
        if tables:
            document = {"@context": names.PREFIXES["csvw"].rstrip("#"), "tables": list(tables)}
            write(project, "sources/guest/csv-metadata.json", json.dumps(document))
        for text, words in (texts or {}).items():
            write(project, f"sources/guest/{text}", words)
        write(project, "clustergraph.toml", '[sources]\nguest = "given"\n')

    return deed


def toml(name: str, text: str, line: int, column: int, said: str, mend: str | None = None,
         german: str = "") -> Case:  # fmt: skip
    """Return a case of a source.toml that says ``text`` after its title."""
    where = f"{TOML}:{line}:{column}"
    return Case(name, source(toml=text), "BadSource", where, said, mend, german)


def sql(name: str, text: str, line: int | None, column: int | None, said: str,
        rule: str = "BadShaping", mend: str | None = None) -> Case:  # fmt: skip
    """Return a case of SQL."""
    where = SQL + "".join(f":{one}" for one in (line, column) if one)
    return Case(name, source(texts={"things.sql": text}), rule, where, said, mend)


def given(name: str, content: str | bytes, rule: str, where: str, said: str,
          mend: str | None = None, keys: str = "", file: str = "things.csv") -> Case:  # fmt: skip
    """Return a case of a publisher's file."""
    text = f'[files.things]\npath = "{file}"\n{keys}'
    place = f"given/{file}" + (f":{where}" if where else "")
    return Case(name, source(content, file, text), rule, place, said, mend)


def rdf(name: str, content: str | bytes, file: str, where: str, said: str, rule: str = "BadGraph",
        keys: str = "", texts: Mapping[str, str] | None = None) -> Case:  # fmt: skip
    """Return a case of an RDF file."""
    text = f'[rdf.graph]\npath = "{file}"\n{keys}'
    place = where if where.startswith("sources/") else f"given/{file}{where}"
    return Case(name, source(content, file, text, texts, ()), rule, place, said)


def workbook(**sheets: str) -> bytes:
    """Return a zip file that says it is a workbook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sheets.items():
            archive.writestr(f"xl/{name}.xml", text)
    return out.getvalue()


DESCRIBED = (
    toml("a source.toml that is none", "files = [,]\n", 2, 10, "is no TOML"),
    Case("a source.toml cut short", source(toml="files = [\n"), "BadSource", f"{TOML}:2",
         "is no TOML"),
    Case("an empty source.toml", each(source(), put(TOML, "")), "BadSource", f"{TOML}:1:1",
         "needs a title"),
    Case("a source.toml in Windows-1252", each(source(), swap(TOML, b"Gast", b"G\xe4ste")),
         "BadSource", TOML, "is not UTF-8"),
    Case("a source.toml that is a folder", each(source(), folder(TOML)), "BadSource", TOML,
         "is a folder"),
    Case("a source.toml that is a pipe", each(source(), pipe(TOML)), "BadSource", TOML,
         "is no plain file"),
    toml("a misspelt key", 'licens = "https://example.org/"\n' + _FILES, 2, 1, "is no key here",
         "licence"),
    toml("a title in one language",
         'get = { de = "Dort" }\n' + _FILES, 2, 1, "is said in German (de) and English (en)"),
    toml("a licence that is no address", 'licence = "CC0"\n' + _FILES, 2, 1, "is no absolute"),
    toml("a policy of nobody", 'on_error = "ignore"\n' + _FILES, 2, 1, "neither stop nor report"),
    toml("files that are text", 'files = "things.csv"\n', 2, 1, "is a table"),
    toml("a file without a path", "[files.things]\n", 2, 1, "needs a path"),
    toml("a path that climbs", '[files.things]\npath = "../things.csv"\n', 3, 1, "leads out of"),
    toml("a path from the root", '[files.things]\npath = "/etc/passwd"\n', 3, 1, "leads out of"),
    toml("a path with NUL", '[files.things]\npath = "a\\u0000.csv"\n', 3, 1, "leads out of"),
    toml("a format of nobody", '[files.things]\npath = "things.csv"\nformat = "xls"\n', 4, 1,
         "is none of the formats", "xlsx"),
    toml("a delimiter of two characters", _FILES + 'delimiter = ";;"\n', 4, 1, "is one character"),
    toml("an encoding of nobody, in a source", _FILES + 'encoding = "utf-9"\n', 4, 1,
         "is no encoding"),
    toml("a number that is text", _FILES + 'skipRows = "2"\n', 4, 1, "is a whole number"),
    toml("a sheet of a CSV file", _FILES + 'sheet = "One"\n', 4, 1, "means nothing for csv"),
    toml("an RDF file of no format", _FILES + '[rdf.x]\npath = "x.pdf"\n', 5, 1, "ends in none"),
    toml("a CONSTRUCT that is missing",
         _FILES + '[rdf.x]\npath = "x.ttl"\nconstruct = "x.rq"\n', 6, 1, "is missing"),
    Case("a table that nothing fills",
         source(toml='[files.other]\npath = "things.csv"\nlookup = true\n'), "BadSource",
         "sources/guest/csv-metadata.json", "neither [files.things] nor things.sql"),
    Case("SQL for no table", source(texts={"thing.sql": _SELECT}), "BadSource",
         "sources/guest/thing.sql", "gives rows to no described table", "things"),
    Case("a description of a source that is no JSON",
         each(source(), put("sources/guest/csv-metadata.json", "{")), "BadDescription",
         "sources/guest/csv-metadata.json:1:2", "is no JSON"),
    Case("a place for no source", each(source(), put("clustergraph.toml",
         '[sources]\nguets = "x"')),
         "BadSource", "clustergraph.toml:2:1", "names no folder of sources/", "guest"),
    Case("a place that is no text", each(source(), put("clustergraph.toml",
         "[sources]\nguest = 7")),
         "BadSource", "clustergraph.toml:2:1", "is the path of a folder"),
    Case("a place that is not there",
         each(source(), put("clustergraph.toml", '[sources]\nguest = "nowhere"')), "BadSourceFile",
         f"{TOML}:2", "nowhere is no folder"),
)  # fmt: skip

FILES = (
    Case("a publisher's file that is missing", each(source(), gone(GIVEN)), "BadSourceFile",
         f"{TOML}:2", "is called so"),
    Case("a publisher's file that is a folder", each(source(), folder(GIVEN)), "BadSourceFile",
         GIVEN, "is a folder"),
    Case("a publisher's file that is a pipe", each(source(), pipe(GIVEN)), "BadSourceFile", GIVEN,
         "is no plain file"),
    Case("a publisher's file that never ends", each(source(), link(GIVEN, "/dev/zero")),
         "BadSourceFile", GIVEN, "is no plain file"),
    Case("a publisher's file that links to itself", each(source(), link(GIVEN, "things.csv")),
         "BadSourceFile", GIVEN, "leads to itself"),
    Case("a publisher's file that links to nothing", each(source(), link(GIVEN, "nothing.csv")),
         "BadSourceFile", GIVEN, "is a link to nothing"),
    Case("a publisher's file that leads out", each(source(), link(GIVEN, "/etc/hostname")),
         "BadSourceFile", GIVEN, "leads out of the folder"),
    given("an empty file", b"", "BadSourceFile", "", "has no header"),
    given("another encoding", b"key,name\na,Z\xfcrich\n", "NotUtf8", "2:2", "is not in the encod",
          "Zürich"),
    given("a file in UTF-16", GOOD.encode("utf-16"), "NotUtf8", "", "is not written in utf-8"),
    given("NUL in a record", "key,name\na,o\0ne\n", "NulCharacter", "2:2", "U+0000"),
    given("a ragged record", "key,name\na,one,1\n", "RaggedRow", "2", "3 cells, the header has 2"),
    given("an open quotation mark in a record", 'key,name\na,"one\n', "OpenQuote", "2:2",
          "opens a quotation mark"),
    given("a cell of 1 MB in a record", f"key,name\na,{'x' * 1_000_000}\n", "OversizedCell", "2:2",
          "longer than 131072"),
    given("a column that is not described", "key,name,more\na,b,c\n", "UnknownColumn", "1",
          "is no described column"),
    given("a column that is missing", "key\na\n", "MissingColumn", "1", "is missing"),
    given("a key twice in a source", "key,name\na,one\na,two\n", "DuplicateKey", "3",
          "is the key of record 2 already"),
    given("a bomb of gzip", gzip.compress(b"0" * 100_000_000), "BadSourceFile", "",
          "unpacks to more than", file="things.csv.gz"),
    given("half a gzip file", gzip.compress(os.urandom(500))[:-20], "BadSourceFile", "",
          "is no whole gzip file", file="things.csv.gz"),
    given("gzip that is none", GOOD, "BadSourceFile", "", "is no whole gzip file",
          file="things.csv.gz"),
    given("gzip with a wrong sum", gzip.compress(GOOD.encode())[:-8] + bytes(8), "BadSourceFile",
          "", "is no whole gzip file", file="things.csv.gz"),
    given("a bomb of zip", workbook(workbook=" " * 100_000_000), "BadSourceFile", "",
          "unpacks to more than", file="things.xlsx"),
    given("a workbook of nothing", workbook(), "BadSourceFile", "", "is no workbook",
          file="things.xlsx"),
    given("a workbook that is text", GOOD, "BadSourceFile", "", "is no workbook",
          file="things.xlsx"),
    given("a workbook with bad XML", workbook(workbook="<a><b></a>"), "BadSourceFile", "",
          "is no workbook", file="things.xlsx"),
    given("Parquet that is none", b"PAR1" * 9, "BadSourceFile", "", "cannot be read",
          file="things.parquet"),
    given("JSON that is none", '[{"key": "a", "name": "one"},\n{"key": }]', "BadSourceFile", "2",
          "is no JSON", file="things.json"),
    given("JSON that is no list", '"a"', "BadSourceFile", "", "holds no list of records",
          file="things.json"),
    given("JSON nested too deep", '[{"key": ' + "[" * 100_000, "BadSourceFile", "",
          "nested too deep",
          file="things.json"),
    given("a path of JSON that leads nowhere", '{"a": [{"key": "a", "name": "b"}]}',
          "BadSourceFile",
          "", "holds no list of records at $.b", file="things.json", keys='records = "$.b"\n'),
    given("a line of JSON that is none", '{"key": "a", "name": "one"}\n{"key": \n', "BadRecord",
          "2",
          "is no JSON", file="things.jsonl"),
    given("a line of JSON that is no object", '{"key": "a", "name": "one"}\n[1]\n', "BadRecord",
          "2",
          "is no object", file="things.jsonl"),
    given("a line of JSON in Windows-1252",
          b'{"key": "a", "name": "one"}\n{"key": "b", "name": "Z\xfcrich"}\n', "BadRecord", "2",
          "not UTF-8", file="things.jsonl"),
    given("no line of JSON that is any", "key,name\na,one\n", "BadSourceFile", "1",
          "holds no record that can be read: the first is no JSON", file="things.jsonl"),
    given("a member of JSON that names the origin", '[{"key": "a", "name": "b", "_file": "x"}]',
          "BadSourceFile", "", "has a member _file", file="things.json"),
)  # fmt: skip

SHAPED = (
    sql("SQL that is none", "SELEKT 1", 1, 1, "cannot be run"),
    sql("no SQL", "-- later\n", None, None, "is not one SELECT"),
    sql("two statements", f"{_SELECT}; {_SELECT}", None, None, "is not one SELECT"),
    sql("SQL that deletes", "DELETE FROM things", None, None, "is not one SELECT"),
    sql("SQL that reads a file",
        _SELECT + "\nWHERE key IN (SELECT a FROM read_csv('/etc/passwd'))",
        2, 29, "reaches outside"),
    sql("SQL that reads a file by its name", "SELECT * FROM '/etc/passwd.csv'", None, None,
        "cannot be run"),
    sql("SQL of chance", f"{_SELECT}\nWHERE random() < 2", 2, 7, "another value each time"),
    sql("SQL of today", f"{_SELECT}\nWHERE current_date IS NOT NULL", 2, 7,
        "another value each time"),
    sql("SQL of a table that is not there", "SELECT _file, _record, key, name FROM thing", 1, 39,
        "cannot be run"),
    sql("SQL of a column that is not there", "SELECT _file, _record, key, nam AS name FROM things",
        1, 29, "cannot be run"),
    sql("SQL of nested brackets", "SELECT " + "(" * 5000 + "1" + ")" * 5000, None, None,
        "cannot be run"),
    sql("SQL without a described column", "SELECT _file, _record, key FROM things", None, None,
        "is missing among the columns"),
    sql("SQL with a column too many", "SELECT *, 1 AS more FROM things", None, None,
        "is no described column"),
    sql("SQL without an origin", "SELECT _file, key, name FROM things", None, None,
        "is missing among the columns"),
    sql("SQL that nests a cell", "SELECT _file, _record, key, {'a': name} AS name FROM things",
        None, None, "is STRUCT"),
    Case("SQL that is not UTF-8", each(source(texts={"things.sql": _SELECT}),
                                       swap(SQL, b"SELECT", b"SELECT /*\xff*/")),
         "BadShaping", SQL, "is not UTF-8"),
    Case("SQL that loses a record", source(texts={"things.sql": f"{_SELECT} WHERE key <> 'b'"}),
         "LostRecord", f"{GIVEN}:3", "comes out of no SELECT"),
    Case("SQL that doubles a record",
         source(texts={"things.sql": f"{_SELECT}, range(2) AS twice(n)\nWHERE n = 0 OR key = 'a'"}),
         "DuplicateKey", f"{GIVEN}:2", "is the key of record 2 already"),
    Case("SQL that invents a record",
         source(texts={"things.sql": f"{_SELECT} UNION ALL SELECT 'x', 9, 'c', 'three'"}),
         "BadShaping", TOML, "are those of no record"),
    Case("SQL that cannot read a number",
         source(texts={"things.sql":
                       "SELECT _file, _record, key, name::INTEGER::VARCHAR AS name FROM things"}),
         "BadShaping", f"{SQL}:1:33", "cannot be run"),
    Case("SQL that sets a record aside",
         source(texts={"things.sql": "SELECT *, CASE WHEN key = 'b' THEN 'is unknown | ist"
                                     " unbekannt' END AS _aside FROM things"}),
         "SetAside", f"{GIVEN}:3", "is unknown", german="ist unbekannt"),
)  # fmt: skip

_PREFIX = f"@prefix skos: <{names.PREFIXES['skos']}> .\n"
_XML = (
    f'<rdf:RDF xmlns:rdf="{names.PREFIXES["rdf"]}" xmlns:e="https://example.org/">\n'
    '<rdf:Description rdf:about="https://example.org/a"><e:p>x</e:p></rdf:Description>\n</rdf:RDF>'
)
_TURTLE = _PREFIX + '<https://example.org/a> skos:prefLabel "a" .\n'
_QUERY = "sources/guest/graph.rq"


def construct(name: str, text: str, where: str, said: str) -> Case:
    """Return a case of a CONSTRUCT."""
    return rdf(name, _TURTLE, "g.ttl", f"{_QUERY}{where}", said, keys='construct = "graph.rq"\n',
               texts={"graph.rq": text})  # fmt: skip


GRAPHS = (
    rdf("Turtle that is none", _PREFIX + "<a> <b> .\n", "g.ttl", ":2:9", "cannot be parsed"),
    rdf("a prefix that Turtle does not declare", "<https://e.org/a> skos:prefLabel 1 .", "g.ttl",
        ":1:19", "cannot be parsed"),
    rdf("Turtle under another name", _TURTLE, "g.nt", ":1:1", "cannot be parsed"),
    rdf("Turtle that is not UTF-8", _TURTLE.encode().replace(b'"a"', b'"\xe4"'), "g.ttl", ":2:41",
        "cannot be parsed"),
    rdf("XML cut short", _XML[:-12], "g.rdf", ":2:64", "is no XML"),
    rdf("XML with a DOCTYPE", "<!DOCTYPE rdf:RDF>\n" + _XML, "g.rdf", ":1:1", "DOCTYPE"),
    rdf("XML with a DOCTYPE, packed", gzip.compress(b"<!DOCTYPE rdf:RDF>\n" + _XML.encode()),
        "g.rdf.gz", ":1:1", "DOCTYPE"),
    rdf("JSON-LD with a remote context", '{"@context": "https://example.org/c", "@id": "a:b"}',
        "g.jsonld", "", "context"),
    rdf("JSON-LD that is none", '{"@id": "a:b",', "g.jsonld", ":1:15", "cannot be parsed"),
    rdf("a bomb of gzip in RDF", gzip.compress(b" " * 100_000_000), "g.ttl.gz", "",
        "unpacks to more than", rule="BadSourceFile"),
    construct("a CONSTRUCT that is none", "CONSTRUCT { ?a ?b } WHERE { ?a ?b ?c }", ":1:19",
              "is no SPARQL"),
    construct("a SELECT for a CONSTRUCT", "SELECT * WHERE { ?a ?b ?c }", "", "is no CONSTRUCT"),
    construct("a CONSTRUCT that asks another host",
              "CONSTRUCT { ?a ?b ?c } WHERE { SERVICE <https://e.org/> { ?a ?b ?c } }", ":1:32",
              "asks another host"),
    construct("a CONSTRUCT of nameless nodes", "CONSTRUCT { [] ?b ?c } WHERE { ?a ?b ?c }", "",
              "makes a node without a name"),
    construct("a CONSTRUCT of today",
              "CONSTRUCT { ?a ?b ?d } WHERE { ?a ?b ?c BIND (NOW() AS ?d) }", ":1:47",
              "another value each time"),
)  # fmt: skip

CASES = (*DESCRIBED, *FILES, *SHAPED, *GRAPHS)
