"""Bad tables: their bytes, headers, rows, cells and keys."""

from __future__ import annotations

from hostile.badcase import Case, each, folder, gone, put, swap

THINGS = "data/things.csv"
PARTS = "data/parts.csv"
HEADER = "key,label,count,amount,day,moment,flag,address,tags,within"
_ROW = "alpha,First thing,1,1.5,2014-07-14,2014-07-14T10:00:00,true,https://example.org/a,red blue,"


def header(name: str, new: str, rule: str, column: int | None, said: str, **more: str) -> Case:
    """Return a case of another header."""
    place = f"{THINGS}:1" + (f":{column}" if column else "")
    return Case(name, swap(THINGS, HEADER, new), rule, place, said, **more)  # type: ignore[arg-type]


def cell(name: str, column: int, old: str, new: str, rule: str, said: str,
         mend: str | None = None, line: int = 2, german: str = "") -> Case:  # fmt: skip
    """Return a case of one wrong cell."""
    return Case(name, swap(THINGS, old, new), rule, f"{THINGS}:{line}:{column}", said, mend, german)


def unreadable(name: str, column: int, old: str, new: str, said: str,
               mend: str | None = None, line: int = 2) -> Case:  # fmt: skip
    """Return a case of a cell that is not of its datatype."""
    return cell(name, column, old, new, "UnreadableCell", said, mend, line)


def utf16(project: object) -> None:
    """Write the table in UTF-16."""
    path = project / THINGS  # type: ignore[operator]
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-16")


FILES = (
    Case("a table that is not there", gone(THINGS), "FileMissing", THINGS, "described but missing"),
    Case("a folder instead of a table", folder(THINGS), "UnreachableFile", THINGS, "is a folder"),
    Case("a file with nothing in it", put(THINGS, b""), "MissingHeader", f"{THINGS}:1",
         "has no header", HEADER),
    Case("nothing but a byte order mark", put(THINGS, b"\xef\xbb\xbf"), "MissingHeader",
         f"{THINGS}:1", "has no header", HEADER, warned=("ByteOrderMark",)),
    Case("a table in UTF-16", utf16, "NotUtf8", THINGS, "is not written in utf-8"),
    Case("a table in UTF-16 without a mark",
         put(THINGS, (HEADER + "\n").encode("utf-16-be")), "NotUtf8", THINGS, "is not written in"),
    Case("zeros only", put(THINGS, bytes(5000)), "NotUtf8", THINGS, "is not written in"),
    Case("a table that nothing describes", put("data/more.csv", "a\n1\n"), "UndescribedFile",
         "data/more.csv", "described by nothing"),
    Case("a table under a misspelt name", each(put("data/thing.csv", "x\n"), gone(THINGS)),
         "UndescribedFile", "data/thing.csv", "described by nothing", THINGS),
    Case("a line of 20 MB", swap(PARTS, "thing/beta", "x" * 20_000_000), "OversizedCell",
         f"{PARTS}:2:4", "longer than 131072 characters"),
    Case("a quoted cell of 100 MB", swap(PARTS, "thing/beta", f'"{"x" * 100_000_000}"'),
         "OversizedCell", f"{PARTS}:2:4", "longer than 131072 characters"),
    Case("a quoted cell of many lines",
         swap(PARTS, "thing/beta", '"' + "x\n" * 200_000 + '"'),
         "OversizedCell", f"{PARTS}:2:4", "longer than 131072 characters"),
    Case("a million columns", swap(THINGS, HEADER, HEADER + ",c" * 1_000_000), "UnknownColumn",
         f"{THINGS}:1:11", "is no described column, nor are 999999 more"),
    Case("a million other columns", put(THINGS, ",".join(["c"] * 1_000_000)), "MissingHeader",
         f"{THINGS}:1", "names no described column", HEADER),
    Case("a million cells in a row", swap(THINGS, "gamma,", "," * 1_000_000 + "gamma,"),
         "RaggedRow", f"{THINGS}:4", "1000010 cells, the header has 10"),
)  # fmt: skip

HEADERS = (
    header("a column left out of the header",
           HEADER.replace(",within", ""), "MissingColumn", None, "is missing in the header"),
    header("a column that nothing describes", HEADER + ",remark", "UnknownColumn", 11,
           "is no described column"),
    header("a misspelt column", HEADER.replace("amount", "ammount"), "UnknownColumn", 4,
           "is no described column", mend="amount"),
    header("a column in capitals", HEADER.replace("day", "Day"), "UnknownColumn", 5,
           "is no described column", mend="day"),
    header("a column twice", HEADER.replace("flag", "day"), "UnknownColumn", 7,
           "stands twice in the header", mend="flag"),
    header("two columns in each other's place", HEADER.replace("day,moment", "moment,day"),
           "MisplacedColumn", 5, "stands where day is described", mend="day"),
    header("a header with semicolons", HEADER.replace(",", ";"), "MissingHeader", None,
           "is parted by ;, the description says ,", mend=HEADER),
    header("no header, a row at once", _ROW, "MissingHeader", None, "names no described column",
           mend=HEADER),
    header("a byte order mark in the middle", HEADER.replace("count", "\ufeffcount"),
           "UnknownColumn", 3, "is no described column", mend="count"),
    header("NUL in the header", HEADER.replace("count", "co\0unt"), "UnknownColumn", 3,
           "is no described column", mend="count"),
    header("an empty name in the header", HEADER.replace("count", ""), "UnknownColumn", 3,
           "is no described column", mend="count"),
    header("an open quotation mark in the header", HEADER.replace("label", '"label'),
           "OpenQuote", 2, "opens a quotation mark"),
    header("another encoding in the header", HEADER.replace("label", "l\xe4bel"), "UnknownColumn",
           2, "is no described column", mend="label"),
    Case("bytes of another encoding in the header", swap(THINGS, b"label", b"l\xe4bel"),
         "UnknownColumn", f"{THINGS}:1:2", "is no described column", "label"),
    Case("an empty line before the header", swap(THINGS, HEADER, "\n" + HEADER), "MissingHeader",
         f"{THINGS}:1", "names no described column", HEADER),
)  # fmt: skip

ROWS = (
    Case("a cell too many", swap(THINGS, "gamma,", "gamma,,"), "RaggedRow", f"{THINGS}:4",
         "11 cells, the header has 10", german="11 Zellen"),
    Case("a cell too few", swap(THINGS, ",,green,alpha\ngamma", ",green,alpha\ngamma"), "RaggedRow",
         f"{THINGS}:3", "9 cells"),
    Case("an unquoted comma", swap(THINGS, "Second thing", "Second, thing"), "RaggedRow",
         f"{THINGS}:3", "11 cells"),
    Case("an empty line", swap(THINGS, "gamma", "\ngamma"), "RaggedRow", f"{THINGS}:4", "0 cells"),
    Case("a row cut short", swap(THINGS, ",,,,,,,,alpha\n", ""), "RaggedRow", f"{THINGS}:4",
         "2 cells"),
    Case("an open quotation mark", swap(THINGS, "Second", '"Second'), "OpenQuote",
         f"{THINGS}:3:2", "opens a quotation mark"),
    Case("text after a quotation mark", swap(THINGS, 'last"', 'last" one'), "OpenQuote",
         f"{THINGS}:4:2", "opens a quotation mark"),
    Case("an open quotation mark at the end of the file",
         swap(THINGS, ",,,,,,,,alpha\n", ',,,,,,,,"alpha\n'), "OpenQuote", f"{THINGS}:4:10",
         "opens a quotation mark"),
    Case("a lone carriage return in a row", swap(THINGS, "Second thing", "Second\rthing"),
         "RaggedRow", f"{THINGS}:3", "2 cells"),
    Case("a line break without quotes", swap(THINGS, "Second thing", "Second\nthing"),
         "RaggedRow", f"{THINGS}:3", "2 cells"),
    Case("a row in UTF-16", swap(THINGS, b"gamma", "gämma".encode("utf-16-le")),
         "NotUtf8", f"{THINGS}:4:1", "is not UTF-8", "gämma"),
)  # fmt: skip

CELLS = (
    unreadable("a number with a thousands separator", 3, ",1,1.5", ',"1,346",1.5', "is no integer",
               "1346"),
    unreadable("a fraction for a whole number", 3, ",1,1.5", ",1.7,1.5", "is no integer"),
    unreadable("a whole number with an underscore", 3, ",1,1.5", ",1_000,1.5", "is no integer"),
    unreadable("a word for a number", 3, ",1,1.5", ",many,1.5", "is no integer"),
    unreadable("a number in a script of its own", 3, ",1,1.5", ",٣,1.5", "is no integer"),
    unreadable("a German decimal", 4, "1.5", '"1.346.154,00"', "is no decimal", "1346154.00"),
    unreadable("a decimal with a currency", 4, "1.5", "1.5 EUR", "is no decimal", "1.5"),
    unreadable("not a number", 4, "1.5", "NaN", "is no decimal"),
    unreadable("a decimal with an exponent", 4, "1.5", "1e3", "is no decimal"),
    unreadable("a negative amount", 4, "1.5", "-1.5", "is not at least 0"),
    unreadable("a German day", 5, "2014-07-14,", "14.07.2014,", "is no date", "2014-07-14"),
    unreadable("a day of no calendar", 5, "2014-07-14,", "2014-02-30,", "no day or time"),
    unreadable("a day with a tail", 5, "2014-07-14,", "2014-07-14x,", "is no date"),
    unreadable("a year for a day", 5, "2014-07-14,", "2014,", "is no date"),
    unreadable("a moment without a time", 6, "2014-07-14T10:00:00", "2014-07-14", "is no dateTime"),
    unreadable("an hour of no clock", 6, "T10:00:00", "T25:00:00", "no day or time"),
    unreadable("a German truth value", 7, "true", "ja", "neither true nor false", "true"),
    unreadable("an address without a scheme", 8, "https://example.org/a", "example.org/a",
               "is no absolute address", "https://example.org/a"),
    unreadable("an address with a space", 8, "example.org/a", "example.org/a b",
               "is no absolute address", "https://example.org/a%20b"),
    unreadable("an item of a list", 9, "red blue", "red 7", "in the form [a-z]+"),
    unreadable("a key in capitals", 1, "gamma", "Gamma", "in the form", "gamma", 4),
    unreadable("a key with a space", 1, "gamma", "ga mma", "in the form", "ga-mma", 4),
    unreadable("a key that climbs", 1, "gamma", "../../x", "in the form", None, 4),
    cell("a key left empty", 1, "gamma", "", "MissingCell", "must not be empty", line=4),
    cell("a label left empty", 2, "Second thing", "", "MissingCell", "must not be empty", line=3),
    cell("NUL in a cell", 2, "Second", "Se\0cond", "NulCharacter", "U+0000", "Second thing", 3),
    cell("an escape character", 2, "Second", "Se\x1bcond", "NulCharacter", "U+001B",
         "Second thing", 3),
    cell("a DELETE character", 2, "Second", "Se\x7fcond", "NulCharacter", "U+007F",
         "Second thing", 3),
    Case("a byte of Windows-1252", swap(THINGS, b"Second", b"Z\xfcrich"), "NotUtf8",
         f"{THINGS}:3:2", "is not UTF-8", "Zürich thing", "ist nicht in UTF-8"),
    Case("half a character at the end of a cell", swap(THINGS, b"Second thing", b"Second \xc3"),
         "NotUtf8", f"{THINGS}:3:2", "is not UTF-8", "Second Ã"),
    Case("a surrogate in UTF-8", swap(THINGS, b"Second", b"\xed\xa0\x80"), "NotUtf8",
         f"{THINGS}:3:2", "is not UTF-8", "í\xa0€ thing"),
    Case("a cell of 200,000 characters", swap(THINGS, "Second", "x" * 200_000), "OversizedCell",
         f"{THINGS}:3:2", "longer than 131072 characters"),
    Case("a cell of 100,000 digits", swap(THINGS, ",1,1.5", f",{'9' * 100_000},1.5"),
         "UnreadableCell", f"{THINGS}:2:3", "more than 1000 digits"),
    Case("a label too long for its shape", swap(THINGS, "Second", "x" * 50), "LabelIsShort",
         f"{THINGS}:3:2", "40 characters at most"),
)  # fmt: skip

KEYS = (
    cell("a key of two rows", 1, 'gamma,"Third, and last",,,,,,,,alpha', "alpha,Again,,,,,,,,",
         "DuplicateKey", "is the key of line 2", line=4),
    Case("a compound key twice", swap(PARTS, "beta,1,2015-01-01", "alpha,1,2014-07-14"),
         "DuplicateKey", f"{PARTS}:3:1", "is the key of line 2"),
    cell("a foreign key to no row", 10, ",green,alpha", ",green,alpa", "DanglingKey",
         "is no key of things", "alpha", 3, "ist kein Schlüssel von things"),
    Case("a compound foreign key to no row", swap(PARTS, "beta,1,2015-01-01", "beta,1,2015-01-02"),
         "DanglingKey", f"{PARTS}:3:1", "is no key of things", "beta, 2015-01-01"),
    Case("a dangling key in a circle of tables",
         swap("data/csv-metadata.json", '"foreignKeys": [',
              '"foreignKeys": [{"columnReference": "key", "reference":'
              ' {"resource": "parts.csv", "columnReference": "whole"}},'),
         "DanglingKey", f"{THINGS}:4:1", "is no key of parts"),
    Case("a foreign key with a space", swap(THINGS, ",green,alpha", ",green,al pha"),
         "DanglingKey", f"{THINGS}:3:10", "is no key of things", "alpha"),
    Case("a reference to nothing", swap(PARTS, "thing/beta", "thing/delta"), "DanglingReference",
         f"{PARTS}:2:4", "is introduced by nothing"),
    Case("a reference to another kind", swap(PARTS, "thing/beta", "person/beta"),
         "DanglingReference", f"{PARTS}:2:4", "is introduced by nothing", "thing/beta"),
    Case("a thing within itself", swap(THINGS, ",green,alpha", ",green,beta"), "prp-irp",
         f"{THINGS}:3:10", "itself"),
    Case("things within each other in a circle", swap(THINGS, "red blue,", "red blue,gamma"),
         "prp-irp", f"{THINGS}:2:10", "itself"),
    Case("an address that is no IRI",
         each(swap("data/csv-metadata.json", '"datatype": "anyURI", ', ""),
              swap(THINGS, "https://example.org/a", "https://[example.org/a")),
         "BadAddress", f"{THINGS}:2:8", "is no IRI"),
)  # fmt: skip

CASES = (*FILES, *HEADERS, *ROWS, *CELLS, *KEYS)
