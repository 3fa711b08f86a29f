"""Bad descriptions: csv-metadata.json in every way in which it can be wrong."""

from __future__ import annotations

import json
from pathlib import Path

from hostile.badcase import SMALL, Case, folder, gone, put, swap

FILE = "data/csv-metadata.json"
_TEXT = (SMALL / FILE).read_text(encoding="utf-8")


def place(text: str, part: str, at: int | None = None) -> str:
    """Return the place of a part of the description, written as ``before|at``."""
    if at is None:
        at = text.index(part.replace("|", "")) + part.index("|")
    line = text.count("\n", 0, at) + 1
    return f"{FILE}:{line}:{at - text.rfind(chr(10), 0, at)}"


def case(name: str, old: str, new: str, rule: str, said: str, mend: str | None = None,
         german: str = "") -> Case:  # fmt: skip
    """Return a case of one change; ``|`` in ``new`` stands before what is blamed."""
    text = _TEXT.replace(old, new.replace("|", ""), 1)
    assert text != _TEXT, name
    at = _TEXT.index(old)
    where = place(text, "", at + new.index("|"))
    return Case(name, put(FILE, text), rule, where, said, mend, german)


def bad(name: str, old: str, new: str, said: str, german: str = "") -> Case:
    """Return a case of a value that makes no sense."""
    return case(name, old, new, "BadDescription", said, german=german)


def unknown(name: str, old: str, new: str, said: str, mend: str | None = None) -> Case:
    """Return a case of a property that nobody defines."""
    return case(name, old, new, "UnknownProperty", said, mend)


def without_tables(project: Path) -> None:
    """Leave the list of tables out."""
    document = json.loads((project / FILE).read_text(encoding="utf-8"))
    del document["tables"]
    (project / FILE).write_text(json.dumps(document), encoding="utf-8")


_COUNT = '{"name": "count", "datatype": "integer",'
_DAY = '{"name": "day", "datatype": "date",'
_FORMAT = '"format": "[a-z]+"}, "propertyUrl": "../ontology#tag"'
_TARGET = '"reference": {"resource": "things.csv", "columnReference": "key"}}'
_FOREIGN = '{"columnReference": "within", ' + _TARGET
_TAG = '"propertyUrl": "../ontology#tag"'
_DIALECT = '"dialect": {"encoding": "utf-8", "header": true, "delimiter": ","}'

TEXTS = (
    Case("no description", gone(FILE), "BadDescription", FILE, "is missing", german="fehlt"),
    Case("a folder for a description", folder(FILE), "BadDescription", FILE, "is a folder"),
    Case("an empty description", put(FILE, b""), "BadDescription", f"{FILE}:1:1", "is no JSON"),
    Case("a description that is no JSON", put(FILE, "tables: []\n"), "BadDescription",
         f"{FILE}:1:1", "is no JSON"),
    Case("a description in Windows-1252", swap(FILE, b"skos:prefLabel", b"skos:pr\xe4fLabel"),
         "BadDescription", FILE, "is not UTF-8", german="ist nicht in UTF-8"),
    Case("a description in UTF-16", put(FILE, _TEXT.encode("utf-16")), "BadDescription", FILE,
         "is not UTF-8"),
    Case("NUL in a description", swap(FILE, "skos:prefLabel", "skos:\0prefLabel"),
         "BadDescription", place(_TEXT, '"skos:|prefLabel"'), "is no JSON"),
    Case("a description cut short", put(FILE, _TEXT[:-20]), "BadDescription",
         place(_TEXT, '"rdf:type", "valueUrl": |"../ontology#Thing"}\n      ]}}\n'), "is no JSON"),
    bad("a comma too many", _FOREIGN, _FOREIGN + ",\n|]", "is no JSON: a value is missing"),
    bad("single quotes", '"name": "count"', "|'name': 'count'", "is no JSON: a name in quotation"),
    bad("a comment", _COUNT, "|// the count\n" + _COUNT, "is no JSON: a value is missing"),
    bad("a number as a name", '"name": "count"', '|1: "count"', "is no JSON: a name in quotation"),
    bad("NaN", '"minimum": 0', '"minimum": |NaN', "is no JSON: a value is missing"),
    Case("text after the description", put(FILE, _TEXT + "}"), "BadDescription",
         place(_TEXT + "}", _TEXT[-4:] + "|}"), "is no JSON: more text after the end"),
    Case("lists nested 100,000 deep", put(FILE, "[" * 100_000), "BadDescription", f"{FILE}:1:201",
         "nests too deep"),
    Case("objects nested 100,000 deep", put(FILE, '{"a":' * 100_000), "BadDescription",
         f"{FILE}:1:1001",
         "nests too deep"),
    Case("a note nested 5,000 deep",
         swap(FILE, '"tables"', '"notes": ' + "[" * 5000 + "]" * 5000 + ', "tables"'),
         "BadDescription", f"{FILE}:4:211", "nests too deep"),
    Case("a number of 10,000 digits", swap(FILE, '"minimum": 0', f'"minimum": {"9" * 10_000}'),
         "BadDescription", place(_TEXT, '"minimum": |0'), "is no JSON"),
    Case("a number beyond all bounds", swap(FILE, '"minimum": 0', '"minimum": 1e999'),
         "BadDescription", place(_TEXT, '"minimum": |0'), "a number is too large"),
)  # fmt: skip

PROPERTIES = (
    Case("a list for a description", put(FILE, "[]"), "BadDescription", f"{FILE}:1:1",
         "is no object"),
    Case("no tables", without_tables, "BadDescription", f"{FILE}:1:1", "needs tables"),
    bad("a table that is text", '"tables": [', '"tables": [|"more.csv",', "is no object"),
    bad("a key twice", '"datatype": "date",', '"datatype": "date", |"datatype": "string",',
        "stands twice"),
    bad("a flag that is text", '"required": true', '"required": |"yes"',
        "required is string, not boolean", "required ist string"),
    bad("columns that are text", '"columns": [\n        {"name": "whole"',
        '"columns": |"whole", "x:y": [\n        {"name": "whole"', "columns is string"),
    bad("a name that is a number", '"name": "count"', '"name": |7', "name is number, not string"),
    bad("a name that is null", '"name": "count"', '"name": |null', "name is null, not string"),
    bad("a url that is a list", '"url": "things.csv"', '"url": |["things.csv"]', "url is array"),
    unknown("a misspelt property", '"propertyUrl": "../ontology#count"',
            '|"propertyURL": "../ontology#count"', "is no property of a column", "propertyUrl"),
    unknown("a property of nobody", _COUNT, _COUNT.replace(' "data', ' |"colour": "red", "data'),
            "is no property of a column"),
    unknown("a property of a dialect that is none", '"delimiter"', '|"seperator": ";", "delimiter"',
            "is no property of a dialect"),
    unknown("a property of a foreign key that is none", '{"columnReference": "within",',
            '{|"column": "x", "columnReference": "within",', "is no property of a foreignKey"),
    case("code beside the description", '"tables"', '"transformations": |[{"url": "x"}], "tables"',
         "UnsupportedProperty", "no code beside the description"),
    case("a list in order", _COUNT, _COUNT + ' "ordered": |true,', "UnsupportedProperty",
         "would need blank nodes"),
    bad("a table twice", '{"url": "parts.csv"', '{"url": |"things.csv"', "is described twice"),
    bad("a table in another folder", '{"url": "parts.csv"', '{"url": |"../parts.csv"',
        "names no .csv file in the folder"),
    bad("a table from the web", '{"url": "parts.csv"', '{"url": |"https://example.org/parts.csv"',
        "names no .csv file in the folder"),
    bad("a column under the name of another", '"name": "moment", "datatype"',
        '"name": |"day", "datatype"', "names two columns"),
    bad("a name that begins with an underscore", '"name": "moment"', '"name": |"_moment"',
        "begins with an underscore"),
    bad("a column after a virtual one", '{"name": "maker"',
        '{"name": "v", "virtual": true, "suppressOutput": true}, {"name": |"maker"',
        "after a virtual column"),
)  # fmt: skip

MEANINGS = (
    case("a prefix that nobody declared", '"skos:prefLabel"', '|"skoss:prefLabel"',
         "BadDescription", "has the prefix skoss", "skos", "hat das Präfix skoss"),
    case("a prefix that nobody declared, in a value",
         '"../ontology#Thing"}\n      ]}},\n    {"url": "parts',
         '|"skoss:Thing"}\n      ]}},\n    {"url": "parts',
         "BadDescription", "has the prefix skoss", "skos"),
    bad("an address that is none", '"skos:prefLabel"', '|"https://[label"', "gives no address"),
    bad("a template that is none", '"../id/thing/{within}"', '|"../id/thing/{within"',
        "is no URI template"),
    bad("a template that is none, closing only", '"../id/thing/{within}"',
        '|"../id/thing/within}"', "is no URI template"),
    case("a template with a misspelt column", '"../id/thing/{within}"', '|"../id/thing/{withn}"',
         "UnknownVariable", "which is no column", "within"),
    case("a term that the ontology lacks",
         '{"name": "count", "datatype": "integer", "propertyUrl": "../ontology#count"',
         '|{"name": "count", "datatype": "integer", "propertyUrl": "../ontology#cuont"',
         "UnknownTerm", "is no term of the ontology", "cg:count"),
    bad("a datatype of nobody", '"datatype": "integer",', '"datatype": |"integr",',
        "is no datatype", "ist kein Datentyp"),
    bad("a datatype that is a list", '"datatype": "integer",', '"datatype": |["integer"],',
        "datatype is array"),
    bad("a format that is no expression",
        '{"base": "string", "format": "[a-z]+"}, "propertyUrl": "../ontology#tag"',
        '|{"base": "string", "format": "[a-z+"}, "propertyUrl": "../ontology#tag"',
        "is no datatype"),
    bad("a format that never ends",
        '{"base": "string", "format": "[a-z]+"}, "propertyUrl": "../ontology#tag"',
        '|{"base": "string", "format": "([a-z]+)+x"}, "propertyUrl": "../ontology#tag"',
        "may take for ever"),
    bad("a format that refers back",
        '{"base": "string", "format": "[a-z]+"}, "propertyUrl": "../ontology#tag"',
        '|{"base": "string", "format": "([a-z])\\\\1{30000,65000}{2,60000}"}, ' + _TAG,
        "is no datatype"),
    bad("a date in a format of nobody", '"datatype": "date",',
        '"datatype": |{"base": "date", "format": "TT.MM.JJJJ"},', "is no datatype"),
    bad("a number in a format of nobody", '"datatype": "integer",',
        '"datatype": |{"base": "integer", "format": "0.x0"},', "is no datatype"),
    bad("a bound that is no number", '{"base": "decimal", "minimum": 0}',
        '|{"base": "decimal", "minimum": "none"}', "is no datatype"),
    bad("a bound above the other", '{"base": "decimal", "minimum": 0}',
        '|{"base": "decimal", "minimum": 9, "maximum": 1}', "is no datatype"),
    bad("a length that is negative", '{"base": "string", "format": "[a-z]+"}',
        '|{"base": "string", "minLength": -1}', "is no datatype"),
    bad("a length that is a word", '{"base": "string", "format": "[a-z]+"}',
        '|{"base": "string", "maxLength": "long"}', "is no datatype"),
    bad("a length of a number", '{"base": "decimal", "minimum": 0}',
        '|{"base": "decimal", "maxLength": 3}', "is no datatype"),
    bad("a key of no column", '"primaryKey": "key"', '"primaryKey": |"kee"',
        "is no column of its table"),
    bad("a foreign key of no column", '"columnReference": "within"',
        '"columnReference": |"withn"', "is no column of its table"),
    bad("a foreign key to no column", '"columnReference": "key"}}', '"columnReference": |"kee"}}',
        "is no column of its table"),
    bad("a foreign key to no table", '"resource": "things.csv", "columnReference": "key"',
        '"resource": |"thing.csv", "columnReference": "key"', "names no described table"),
    bad("a foreign key of another length", '["whole", "day"], "reference"',
        '|["whole"], "reference"', "has another length"),
    bad("a foreign key to itself", _FOREIGN,
        '{"columnReference": |"key", ' + _TARGET,
        "refers to itself", "verweist auf sich selbst"),
    bad("a delimiter of two signs", '"delimiter": ","', '"delimiter": |";;"',
        "is no single character"),
    bad("no delimiter", '"delimiter": ","', '"delimiter": |""', "is no single character"),
    bad("a delimiter that ends lines", '"delimiter": ","', '"delimiter": |"\\n"',
        "is no single character"),
    bad("a delimiter that is the quotation mark", '"delimiter": ","', '"delimiter": |"\\""',
        "is delimiter and quotation mark"),
    bad("a quotation mark of two signs", '"delimiter": ","',
        '"quoteChar": |"\'\'", "delimiter": ","', "is no single character"),
    bad("an encoding of nobody", '"encoding": "utf-8"', '"encoding": |"utf-9"', "is no encoding"),
    bad("an encoding that is none of text", '"encoding": "utf-8"', '"encoding": |"base64"',
        "is no encoding"),
    bad("an encoding with NUL", '"encoding": "utf-8"', '"encoding": |"utf-8\\u0000"',
        "is no encoding"),
    bad("a negative number of rows to skip", '"header": true', '"skipRows": |-1', "is no count"),
    bad("half a row to skip", '"header": true', '"skipRows": |0.5', "is no count"),
    bad("a header of a quadrillion rows", '"header": true', '"headerRowCount": |1e15',
        "is no count"),
    bad("trimming that is a word", '"header": true', '"trim": |"both"', "is none of"),
)  # fmt: skip

CASES = (*TEXTS, *PROPERTIES, *MEANINGS)
