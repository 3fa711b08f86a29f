"""From the JSON of a description to what it says (Metadata Vocabulary 5 and 6).

Anything that the standard lets a reader go on from is a warning at its line and column; the rest
stops. Documents that a description refers to (schemas, dialects) are asked for through ``load``.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urldefrag

from ..located import Node
from .annotations import Annotations, Item
from .context import CONTEXT, Context, expand, is_language
from .foreign import references_of
from .log import Log
from .model import ColumnDescription, GroupDescription, Schema, TableDescription
from .properties import (
    INHERITED,
    Properties,
    column_name,
    count,
    flag,
    one_of,
    text,
    text_or_null,
)
from .sheets import Dialect

Load = Callable[[str, Node], tuple[Node, str]]

_DIRECTION: Final = one_of("ltr", "rtl", "auto")
_OWN: Final[dict[str, frozenset[str]]] = {
    "TableGroup": frozenset({"dialect", "notes", "tableDirection", "tableSchema", "tables",
                             "transformations"}),
    "Table": frozenset({"dialect", "notes", "suppressOutput", "tableDirection", "tableSchema",
                        "transformations", "url"}),
    "Schema": frozenset({"columns", "foreignKeys", "primaryKey", "rowTitles"}),
    "Column": frozenset({"name", "suppressOutput", "titles", "virtual"}),
    "Dialect": frozenset({"commentPrefix", "delimiter", "doubleQuote", "encoding", "header",
                          "headerRowCount", "lineTerminators", "quoteChar", "skipBlankRows",
                          "skipColumns", "skipInitialSpace", "skipRows", "trim"}),
    "Template": frozenset({"scriptFormat", "source", "targetFormat", "titles", "url"}),
}  # fmt: skip
_INHERITING: Final = frozenset({"TableGroup", "Table", "Schema", "Column"})


def read_context(document: Node, source: str, log: Log, *, is_required: bool = True) -> Context:
    """Read ``@context`` of a document (Metadata Vocabulary 5.2).

    Raises TableError for any context but that of CSV on the Web; nothing is fetched.
    """
    if document.kind != "object":
        log.stop("BadDescription", log.at(source, document), "a description is a JSON object",
                 "eine Beschreibung ist ein JSON-Objekt")  # fmt: skip
    node = document.members.get("@context")
    if node is None:
        if is_required:
            log.stop("BadDescription", log.at(source, document), f"@context is missing: {CONTEXT}",
                     f"@context fehlt: {CONTEXT}")  # fmt: skip
        return Context(source, source)
    first, *rest = node.items or (node,)
    if first.value != CONTEXT or len(rest) > 1 or (rest and rest[0].kind != "object"):
        wrong = first if first.value != CONTEXT else rest[-1]
        log.stop(
            "RemoteContext", log.at(source, wrong),
            f"is another context than {CONTEXT}; contexts are never fetched",
            f"ist ein anderer Kontext als {CONTEXT}; Kontexte werden nie geholt",
            wrong.plain() if wrong.kind == "string" else None,
        )  # fmt: skip
    context = Context(source, source)
    for name, member in (rest[0].members if rest else {}).items():
        if name == "@base" and isinstance(member.value, str):
            context = Context(source, _base(member, context, log), context.language)
        elif name == "@language" and is_language(member.value):
            context = Context(source, context.base, str(member.value))
        elif name == "@language":
            log.warn("IgnoredProperty", log.at(source, member), "is no language tag",
                     "ist keine Sprachkennung", member.plain())  # fmt: skip
        else:
            log.stop("BadDescription", log.at(source, member),
                     "a context adds @base and @language only",
                     "ein Kontext ergänzt nur @base und @language", name)  # fmt: skip
    return context


def _base(node: Node, context: Context, log: Log) -> str:
    try:
        return context.resolve(str(node.value))
    except ValueError:
        log.stop("BadDescription", log.at(context.source, node), "is no address",
                 "ist keine Adresse", node.value)  # fmt: skip


class Describer:
    """Reads one document; ``load`` gives the documents it refers to."""

    def __init__(self, context: Context, log: Log, load: Load) -> None:
        self._context = context
        self._log = log
        self._load = load
        self._take = Properties(context, log)
        self._annotations = Annotations(context, log)

    def group(self, node: Node) -> GroupDescription:
        """Read a group of tables, or one table alone (5.3, 5.4)."""
        members = node.members
        kind = members["@type"].value if "@type" in members else None
        if kind == "Table" or ("tables" not in members and "url" in members):
            return GroupDescription(self._context, [self._table(node, {}, None, None)])
        self._check(node, "TableGroup")
        if "tables" not in members:
            self._take.stop(node, "tables is missing", "tables fehlt")
        self._direction(members)
        inherited = self._take.inherited(members)
        dialect = self._dialect(members["dialect"]) if "dialect" in members else None
        schema = self._schema(members["tableSchema"]) if "tableSchema" in members else None
        self._transformations(members)
        tables = []
        for item in self._take.array("tables", members["tables"]):
            if item.kind == "object":
                tables.append(self._table(item, inherited, dialect, schema))
            else:
                self._take.warn(item, "is no table and is left out",
                                "ist keine Tabelle und wird übergangen", item.plain())  # fmt: skip
        if not tables:
            self._take.stop(members["tables"], "describes no table", "beschreibt keine Tabelle")
        return GroupDescription(
            self._context, tables, self._identifier(members), self._notes(members),
            self._common(members),
        )  # fmt: skip

    def _table(
        self,
        node: Node,
        above: Mapping[str, Any],
        dialect: Dialect | None,
        schema: Schema | None,
    ) -> TableDescription:
        members = node.members
        self._check(node, "Table")
        if "url" not in members or not isinstance(members["url"].value, str):
            self._take.stop(
                members.get("url", node), "a table needs url", "eine Tabelle braucht url"
            )
        self._direction(members)
        self._transformations(members)
        return TableDescription(
            urldefrag(self._take.link("url", members["url"])).url,
            self._context,
            node,
            self._identifier(members),
            self._schema(members["tableSchema"]) if "tableSchema" in members else schema,
            self._dialect(members["dialect"]) if "dialect" in members else dialect,
            self._flag(members, "suppressOutput"),
            {**above, **self._take.inherited(members)},
            self._notes(members),
            self._common(members),
        )

    def _schema(self, node: Node) -> Schema:
        """Read a schema, here or in a document of its own (5.1.3, 5.5)."""
        if node.kind == "string":
            document, source = self._load(self._take.link("tableSchema", node), node)
            context = read_context(document, source, self._log, is_required=False)
            return Describer(context, self._log, self._load)._schema(document)  # the same class
        source = self._context.source
        if node.kind != "object":
            self._take.warn(
                node, "tableSchema is an object or an address",
                "tableSchema ist ein Objekt oder eine Adresse", node.plain(),
            )  # fmt: skip
            return Schema(node, source)
        members = node.members
        self._check(node, "Schema")
        columns = self._columns(members["columns"]) if "columns" in members else []
        self._common(members)
        schema = Schema(
            node, source, self._identifier(members), columns, self._take.inherited(members)
        )
        named = {column.name for column in columns if column.name}
        for name, field in (("primaryKey", "primary_key"), ("rowTitles", "row_titles")):
            if name in members:
                found = self._take.names(name, members[name])
                if set(found) <= named:
                    setattr(schema, field, found)
                else:
                    self._take.warn(members[name], f"{name} names no described column",
                                    f"{name} nennt keine beschriebene Spalte")  # fmt: skip
        if "foreignKeys" in members:
            items = self._take.array("foreignKeys", members["foreignKeys"])
            schema.references = tuple(references_of(items, self._take, named))
        return schema

    def _columns(self, node: Node) -> list[ColumnDescription]:
        columns: list[ColumnDescription] = []
        names: set[str] = set()
        for item in self._take.array("columns", node):
            if item.kind != "object":
                self._take.warn(item, "is no column and is left out",
                                "ist keine Spalte und wird übergangen", item.plain())  # fmt: skip
                continue
            column = self._column(item)
            if columns and columns[-1].is_virtual and not column.is_virtual:
                self._take.stop(item, "stands after a virtual column",
                                "steht hinter einer virtuellen Spalte")  # fmt: skip
            if column.name in names:
                self._take.stop(item.members["name"], "names a column twice",
                                "benennt eine Spalte zweimal", column.name)  # fmt: skip
            names.update([column.name] if column.name else [])
            columns.append(column)
        return columns

    def _column(self, node: Node) -> ColumnDescription:
        members = node.members
        self._check(node, "Column")
        self._identifier(members)
        self._common(members)
        name = self._take.take("name", members["name"], column_name) if "name" in members else None
        titles = self._take.titles("titles", members["titles"]) if "titles" in members else {}
        return ColumnDescription(
            name, {tag: texts for tag, texts in titles.items() if texts},
            self._flag(members, "virtual"), self._flag(members, "suppressOutput"),
            self._take.inherited(members), node,
        )  # fmt: skip

    def _dialect(self, node: Node) -> Dialect:
        """Read a dialect, here or in a document of its own (5.9)."""
        if node.kind == "string":
            document, source = self._load(self._take.link("dialect", node), node)
            context = read_context(document, source, self._log, is_required=False)
            return Describer(context, self._log, self._load)._dialect(document)  # the same class
        if node.kind != "object":
            self._take.warn(node, "dialect is an object or an address",
                            "dialect ist ein Objekt oder eine Adresse", node.plain())  # fmt: skip
            return Dialect(comment="#")
        members = node.members
        self._check(node, "Dialect")
        self._identifier(members)
        return _dialect_of(members, self._take)

    def _check(self, node: Node, kind: str) -> None:
        """Tell properties that are unknown or stand twice, and a wrong @type."""
        seen: set[str] = set()
        for member in node.entries():
            name = member.name
            if name in seen:
                self._take.warn(member.node, "stands twice; the last one counts",
                                "steht zweimal; das Letzte zählt", name)  # fmt: skip
            seen.add(name)
            known = name in _OWN[kind] or (name in INHERITED and kind in _INHERITING)
            if known or name in ("@id", "@type", "@context"):
                continue
            if ":" not in name or expand(name) is None or kind == "Dialect":
                self._take.warn(
                    member.node, f"is no property of a {kind} and is left out",
                    f"ist keine Eigenschaft von {kind} und wird übergangen", name,
                )  # fmt: skip
        given = node.members.get("@type")
        if given is not None and given.value != kind:
            self._take.stop(given, f"@type is {kind} here", f"@type ist hier {kind}", given.plain())

    def _common(self, members: Mapping[str, Node]) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        found = []
        for name, node in members.items():
            iri = expand(name) if ":" in name else None
            if iri is not None:
                found.append((iri, self._annotations.read(node)))
        return tuple(found)

    def _notes(self, members: Mapping[str, Node]) -> tuple[Item, ...]:
        if "notes" not in members:
            return ()
        items = self._take.array("notes", members["notes"])
        return tuple(item for node in items for item in self._annotations.read(node))

    def _identifier(self, members: Mapping[str, Node]) -> str | None:
        return self._take.link("@id", members["@id"]) if "@id" in members else None

    def _flag(self, members: Mapping[str, Node], name: str) -> bool:
        return bool(self._take.take(name, members[name], flag, False)) if name in members else False

    def _direction(self, members: Mapping[str, Node]) -> None:
        if "tableDirection" in members:
            self._take.take("tableDirection", members["tableDirection"], _DIRECTION)

    def _transformations(self, members: Mapping[str, Node]) -> None:
        """Judge transformations (5.10); what they transform into is not our work."""
        if "transformations" not in members:
            return
        for item in self._take.array("transformations", members["transformations"]):
            if item.kind != "object":
                self._take.warn(
                    item, "is no transformation and is left out",
                    "ist keine Umwandlung und wird übergangen", item.plain(),
                )  # fmt: skip
                continue
            self._check(item, "Template")
            self._identifier(item.members)
            self._common(item.members)
            for name in ("url", "targetFormat", "scriptFormat"):
                if name not in item.members:
                    self._take.warn(item, f"a transformation needs {name}",
                                    f"eine Umwandlung braucht {name}")  # fmt: skip
            if "titles" in item.members:
                self._take.titles("titles", item.members["titles"])
            if "source" in item.members:
                self._take.take("source", item.members["source"], one_of("json", "rdf"))


def _dialect_of(members: Mapping[str, Node], take: Properties) -> Dialect:
    def given(name: str, kind: Callable[[Node], Any], default: Any) -> Any:
        return take.take(name, members[name], kind, default) if name in members else default

    encoding = given("encoding", text, "utf-8")
    try:
        if not codecs.lookup(encoding)._is_text_encoding:  # the only way to ask
            raise LookupError(encoding)
    except (LookupError, ValueError):
        take.warn(members["encoding"], "is no encoding; utf-8 is taken",
                  "ist keine Kodierung; utf-8 wird genommen", encoding)  # fmt: skip
        encoding = "utf-8"
    delimiter = given("delimiter", text, ",")
    quote = given("quoteChar", text_or_null, '"')
    for name, mark in (("delimiter", delimiter), ("quoteChar", quote)):
        if mark is not None and (len(mark) != 1 or mark in "\r\n"):
            take.warn(members[name], f"{name} is one character", f"{name} ist ein Zeichen", mark)
            delimiter = "," if name == "delimiter" else delimiter
            quote = '"' if name == "quoteChar" else quote
    header = given("header", flag, True)
    trim = given("trim", one_of(True, False, "true", "false", "start", "end"), None)
    if trim is None:
        trim = "start" if given("skipInitialSpace", flag, False) else False
    elif "skipInitialSpace" in members:
        given("skipInitialSpace", flag, False)
    terminators: tuple[str, ...] = ("\r\n", "\n")
    if "lineTerminators" in members:
        items = members["lineTerminators"].items
        if items and all(item.kind == "string" and item.value for item in items):
            terminators = tuple(str(item.value) for item in items)
        else:
            take.warn(members["lineTerminators"], "lineTerminators is a string, or several",
                      "lineTerminators ist ein Text oder mehrere")  # fmt: skip
    return Dialect(
        given("commentPrefix", text_or_null, "#"),
        delimiter,
        given("doubleQuote", flag, True),
        encoding,
        given("headerRowCount", count, 1 if header else 0),
        terminators,
        quote,
        given("skipBlankRows", flag, False),
        given("skipColumns", count, 0),
        given("skipRows", count, 0),
        str(trim).lower(),
    )
