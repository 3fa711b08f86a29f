"""Kinds of faults that reading tells: of cells, of rows and of whole files.

Each kind says by itself what it must give, from what stood in the cell before: nothing here asks
the product what it would find.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from clustergraph import tables
from faultsheets import Copy, Fault, Kind, Raw, Sheet, Spot

Where = Callable[[Sheet, tables.Column, str], bool]
Write = Callable[[str], str]
Mend = Callable[[str], str | None]

# Tables that nothing refers to and whose loss makes nothing incomplete: a file of theirs may go.
LEAVES = ("names", "identifiers", "legal_forms", "homepages", "mentions", "notes")
CODES = re.compile(r"\.\./id/([a-z]+-(kind|role|status|scheme|form|aspect)|currency|qualifier)/")
ENDING = "q"  # makes a key, a code or a term that nothing has and that is nearest to what it was


def same(text: str) -> str:
    """Return the text as it was: the mend that undoes a fault."""
    return text


def none(_: str) -> None:
    """Return no mend: only the curator knows."""


def fitting(copy: Copy, where: Where) -> Iterator[tuple[Sheet, Spot, str]]:
    """Yield filled cells of free rows that fit, one a row, tables and rows mixed."""
    for spot in copy.free():
        sheet, row, _ = spot
        assert row
        for column in copy.random.sample(sheet.table.written, len(sheet.table.written)):
            text = sheet.cell(row, column.name)
            if text and not text.startswith('"') and where(sheet, column, text):
                yield sheet, Spot(sheet, row, column.name), text


def cell(
    name: str, rule: str, where: Where, write: Write, mend: Mend = same, changed: bool = True
) -> Kind:
    """Return a kind of fault that rewrites one cell."""

    def put(copy: Copy) -> Iterator[Fault]:
        for sheet, spot, text in fitting(copy, where):
            new = write(text)
            if new == text and changed:
                continue
            assert spot.row
            assert spot.column
            sheet.change(spot.row, {spot.column: new})
            yield Fault(rule, spot, mend(text))

    return Kind(name, put)


def based(*bases: str) -> Where:
    """Return a test for columns of some datatypes."""
    return lambda _sheet, column, _text: column.datatype.base in bases


def is_edtf(_sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell a time as the source gives it, to the day."""
    return column.datatype.iri.endswith("EDTF") and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text))


def is_month(_sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell a time as the source gives it, to the month."""
    return column.datatype.iri.endswith("EDTF") and bool(re.fullmatch(r"\d{4}-\d\d", text))


def is_foreign(sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell a key of another table."""
    keys = {key.columns[0] for key in sheet.table.foreign_keys if len(key.columns) == 1}
    return column.name in keys and len(text) > 2


def is_telling(sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell a key of another table in a row that names the thing elsewhere, or where none is due.

    A conflict whose claim goes astray lacks a claim in truth: no cell says that it was meant.
    """
    return is_foreign(sheet, column, text) and sheet.table.name != "claims"


def is_reference(_sheet: Sheet, column: tables.Column, _text: str) -> bool:
    """Tell a kind and key of any thing, in a column with one of them."""
    return bool(column.value and "{+" in column.value.text and "/id/" in column.value.text) and (
        column.separator is None
    )


def is_subject(_sheet: Sheet, column: tables.Column, _text: str) -> bool:
    """Tell a kind and key that say of what the row speaks, and give no triple of their own."""
    return column.name == "subject" and column.suppressed


def is_code(_sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell a code of a scheme."""
    return bool(column.value and CODES.match(column.value.text)) and text != "eur"


def is_term(_sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell a class or property of the ontology, alone in its cell."""
    is_named = bool(column.value and column.value.text.startswith("../ontology#{"))
    return is_named and " " not in text


def is_list(_sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell a list of several keys."""
    is_terms = bool(column.value and column.value.text.startswith("../ontology#{"))
    return column.separator == " " and " " in text and not is_terms


def is_prose(_sheet: Sheet, column: tables.Column, _text: str) -> bool:
    """Tell free text, which is neither a label nor another name."""
    is_text = column.datatype.base == "string" and column.datatype.lexical is None
    prose = ("text_", "quote_", "summary_", "reason_", "note_", "definition_", "resolution_")
    return is_text and column.name.startswith(prose)


def is_worded(_sheet: Sheet, column: tables.Column, _text: str) -> bool:
    """Tell text of any kind, labels too."""
    return column.datatype.base == "string" and column.datatype.lexical is None


def is_alone(sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell free text in a file in which no open quotation mark makes one long cell of many."""
    is_open = any(cell.startswith('"') for row in sheet.rows for cell in row.cells)
    return is_prose(sheet, column, text) and not is_open


def has_umlaut(sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell text with letters that another encoding writes otherwise."""
    return is_worded(sheet, column, text) and bool(set(text) & set("äöüßé"))


def is_key(sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell a foreign key or a kind and key, with a letter and a hyphen."""
    refers = is_foreign(sheet, column, text) or is_reference(sheet, column, text)
    return refers and "-" in text.rsplit("/", 1)[-1]


def is_amount(_sheet: Sheet, column: tables.Column, _text: str) -> bool:
    """Tell an amount of money or another figure."""
    return column.datatype.base == "decimal" and column.name in ("amount", "value")


def is_lone_amount(sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell an amount that is part of no budget in the same table."""
    return is_amount(sheet, column, text) and column.name == "value"


def is_large(sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell an amount of a thousand and more."""
    return is_amount(sheet, column, text) and float(text) >= 1000


def is_secure(_sheet: Sheet, column: tables.Column, text: str) -> bool:
    """Tell an address with https."""
    return column.datatype.base == "anyURI" and text.startswith("https://www.")


def is_web(_sheet: Sheet, column: tables.Column, _text: str) -> bool:
    """Tell the address of a page."""
    return column.datatype.base == "anyURI" and column.name == "url"


def is_months(_sheet: Sheet, column: tables.Column, _text: str) -> bool:
    """Tell a duration."""
    return column.name == "months"


def is_percent(_sheet: Sheet, column: tables.Column, _text: str) -> bool:
    """Tell a share."""
    return column.name == "share_percent"


def is_required(sheet: Sheet, column: tables.Column, _text: str) -> bool:
    """Tell a cell that must be filled, other than the key."""
    return column.required and column.name not in sheet.table.primary_key


def german_day(text: str) -> str:
    """Write a day as in German letters."""
    return ".".join(reversed(text.split("-")))


def german_number(text: str) -> str:
    """Write a number with German separators and two digits."""
    return f"{float(text):,.2f}".translate(str.maketrans(",.", ".,"))


def with_cents(text: str) -> str:
    """Write a number with two digits after the point."""
    return f"{float(text):.2f}"


def last_item(text: str) -> str:
    """Return the last item of a list."""
    return text.split(" ")[-1]


def garbled(text: str) -> str:
    """Read UTF-8 as Windows-1252; text that cannot be read so is left alone."""
    try:
        return text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return text


def other_encoding(text: str) -> str:
    """Write text in Windows-1252, as bytes that are no UTF-8."""
    try:
        return text.encode("cp1252").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text


UNREADABLE = "UnreadableCell"
CELLS = (
    cell("a day in German", UNREADABLE, based("date"), german_day),
    cell("a day with slashes", UNREADABLE, based("date"), lambda t: t.replace("-", "/")),
    cell("a day that no calendar has", UNREADABLE, based("date"), lambda t: t[:5] + "02-30", none),
    cell("no day at all", UNREADABLE, based("date"), lambda _: "unbekannt", none),
    cell("a time in German", UNREADABLE, is_edtf, german_day),
    cell("a month before its year", UNREADABLE, is_month, lambda t: f"{t[5:]}/{t[:4]}"),
    cell("a clock time in German", UNREADABLE, based("datetime"), lambda _: "15.07.2014, 8 Uhr",
         none),
    cell("a number with separators", UNREADABLE, is_large, german_number, with_cents),
    cell("a number with its currency", UNREADABLE, is_amount, lambda t: t + " EUR"),
    cell("a number in words", UNREADABLE, is_amount, lambda _: "dreihundert", none),
    cell("a number that is none", UNREADABLE, is_amount, lambda _: "NaN", none),
    cell("half a month", UNREADABLE, is_months, lambda t: t + ",5", none),
    cell("whole months with digits after the point", UNREADABLE, is_months, lambda t: t + ".0"),
    cell("a share with its sign", UNREADABLE, is_percent, lambda t: t.replace(".", ",") + " %"),
    cell("a German truth", UNREADABLE, based("boolean"),
         lambda t: "ja" if t == "true" else "nein"),
    cell("neither true nor false", UNREADABLE, based("boolean"), lambda _: "vielleicht", none),
    cell("an address with a space", UNREADABLE, is_web, lambda t: t + "/a b",
         lambda t: t + "/a%20b"),
    cell("an address without its scheme", UNREADABLE, is_secure,
         lambda t: t.removeprefix("https://")),
    cell("an address that is no web address", "AddressIsAWebAddress", is_web,
         lambda t: re.sub("^https?", "ftp", t), none),
    cell("a language with an underscore", UNREADABLE, based("language"), lambda t: f"{t}_DE",
         lambda t: f"{t}-DE"),
    cell("a language in words", UNREADABLE, based("language"), lambda _: "deutsche Sprache",
         lambda _: "deutsche-sprache"),
    cell("a key in capitals", UNREADABLE, is_key, str.upper),
    cell("a key with underscores", UNREADABLE, is_key, lambda t: t.replace("-", "_")),
    cell("a key with a space before it", UNREADABLE, is_key, lambda t: " " + t),
    cell("a key without its kind", UNREADABLE, is_reference, lambda t: t.split("/")[1], none),
    cell("a foreign key to nowhere", "DanglingKey", is_foreign, lambda t: t + ENDING),
    cell("a foreign key to nothing like it", "DanglingKey", is_telling, lambda _: "xx-qq-zz",
         none),
    cell("a thing that is not there", "DanglingReference", is_reference, lambda t: t + ENDING),
    cell("a row about nothing", "DanglingReference", is_subject, lambda t: t + ENDING),
    cell("a code of no scheme", "DanglingReference", is_code, lambda t: t + ENDING),
    cell("a term of no ontology", "UnknownTerm", is_term, lambda t: t + ENDING),
    cell("a list with one wrong item", "DanglingReference", is_list, lambda t: t + ENDING,
         last_item),
    cell("a list that repeats an item", "RepeatedItem", is_list,
         lambda t: f"{t} {t.split(' ')[0]}"),
    cell("a list with a doubled space", "SpaceAtEdge", is_list, lambda t: t.replace(" ", "  ", 1)),
    cell("text with a space at its end", "SpaceAtEdge", is_prose, lambda t: t + " "),
    cell("a day with a space at its end", "SpaceAtEdge", based("date"), lambda t: t + " "),
    cell("text in parts", "DecomposedText", has_umlaut,
         lambda t: unicodedata.normalize("NFD", t)),
    cell("text decoded wrongly", "GarbledText", has_umlaut, garbled),
    cell("text in another encoding", "NotUtf8", has_umlaut, other_encoding),
    cell("text with a control character", "NulCharacter", is_worded,
         lambda t: t[:2] + "\x07" + t[2:]),
    cell("text with a NUL", "NulCharacter", is_worded, lambda t: t + "\x00"),
    cell("a key with a NUL", "NulCharacter", is_key, lambda t: t + "\x00"),
    cell("a number with a point for a thousand", "AmbiguousNumber", is_lone_amount,
         lambda _: "346.000", lambda _: "346000"),
    cell("a required cell left empty", "MissingCell", is_required, lambda _: "", none),
    cell("a quotation mark that nothing follows", "OpenQuote", is_worded,
         lambda t: Raw(f'"{t[:3]}" {t[3:]}'), none),
    cell("a quotation mark that never closes", "OpenQuote", is_worded,
         lambda t: Raw('"' + t.replace('"', "").replace(",", "")), none),
    cell("a cell as long as a book", "OversizedCell", is_alone, lambda t: t[:1] * 131_073, none),
)  # fmt: skip


def wrong_kind(copy: Copy) -> Iterator[Fault]:
    """Write the right key with the wrong kind: the mend is the kind that has it."""
    kinds: dict[str, set[str]] = {}
    for sheet in copy.sheets.values():
        about = re.match(r"\.\./id/([a-z-]+)/\{key\}", str(sheet.table.columns[0].about.text))
        for row in sheet.rows if about else ():
            kinds.setdefault(sheet.cell(row, "key"), set()).add(about[1])
    for sheet, spot, text in fitting(copy, is_reference):
        kind, key = text.split("/")
        if kinds.get(key) == {kind} and spot.row and spot.column:
            other = "person" if kind != "person" else "organisation"
            sheet.change(spot.row, {spot.column: f"{other}/{key}"})
            yield Fault("DanglingReference", spot, text)


def ragged(change: Callable[[list[str]], object]) -> Callable[[Copy], Iterator[Fault]]:
    """Return what makes a row longer or shorter than the header."""

    def put(copy: Copy) -> Iterator[Fault]:
        for sheet, row, _ in copy.free():
            assert row
            change(row.cells)
            yield Fault("RaggedRow", Spot(sheet, row))

    return put


def repeated_key(copy: Copy) -> Iterator[Fault]:
    """Write a row once more under its key."""
    for sheet, row, _ in copy.free():
        assert row
        again = sheet.append(sheet.cells(row))
        first = Spot(sheet, row, sheet.table.primary_key[0])
        yield Fault("DuplicateKey", Spot(sheet, again, first.column), None, (first,))


def missing_key(copy: Copy) -> Iterator[Fault]:
    """Leave out a key to which nothing refers."""
    for sheet, row, _ in copy.free("names", "topics", "sites", "mentions", "identifiers", "notes"):
        assert row
        sheet.change(row, {"key": ""})
        yield Fault("MissingCell", Spot(sheet, row, "key"))


ROWS = (
    Kind("a thing of the wrong kind", wrong_kind),
    Kind("a row with a cell too many", ragged(lambda cells: cells.append("one too many"))),
    Kind("a row with a cell too few", ragged(lambda cells: cells.pop())),
    Kind("a row with a comma in a cell", ragged(lambda cells: cells.insert(1, "half"))),
    Kind("a key written twice", repeated_key),
    Kind("a row without a key", missing_key),
)
