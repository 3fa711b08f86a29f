"""The description of the tables, made ready to read, check and map.

``data/csv-metadata.json`` is the only place that knows what a column means. It is read as CSV on
the Web ("Metadata Vocabulary for Tabular Data", "Generating RDF from Tabular Data") with its
inherited properties resolved, so that nobody downstream asks the JSON again.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import urljoin

from .. import names, rdf
from ..errors import ProjectError
from ..findings import Finding
from ..opening import fault_of, missing
from ..origin import Origin
from . import mends
from .cells import Datatype, compile_datatype
from .description import FILE, check, origin, problem
from .located import Node, parse
from .plan import Column, Dialect, ForeignKey, Table, Tables
from .rules import finding
from .templates import Template

_INHERITED: Final = (
    "aboutUrl",
    "datatype",
    "default",
    "lang",
    "null",
    "propertyUrl",
    "required",
    "separator",
    "valueUrl",
)
# Variables that a template may use beside the columns (Metadata Vocabulary 5.1.3).
# What stands before a colon without two slashes is a prefix of ours, or one of these (RFC 7595).
_PREFIX: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?!//)")
_SCHEMES: Final = frozenset(
    ("urn", "mailto", "tel", "tag", "data", "info", "doi", "geo", "did", "news", "ni", "xmpp")
)
# RFC 6570 2: literals, and expressions in braces.
_TEMPLATE: Final = re.compile(
    r"(?:[^{}]|\{[+#./;?&]?[A-Za-z0-9_.%]+(?::[1-9][0-9]{0,3}|\*)?"
    r"(?:,[A-Za-z0-9_.%]+(?::[1-9][0-9]{0,3}|\*)?)*\})*"
)
_MOST_SKIPPED: Final = 1_000_000
_ROW_VARIABLES: Final = frozenset({"_row", "_sourceRow"})
_COLUMN_VARIABLES: Final = frozenset({"_name", "_column", "_sourceColumn"})


def describe(project: Path) -> Tables:
    """Read ``data/csv-metadata.json`` of a project.

    Raises ProjectError when it is missing, no JSON or no good description; its findings name every
    line and column at once. CSV files that nothing describes are in ``findings`` of the result.
    """
    described = describe_file(project / FILE)
    return Tables(described, tuple(_forgotten(project, described)))


def describe_file(file: Path, at: PurePosixPath = FILE) -> tuple[Table, ...]:
    """Read one description; ``at`` is its place in the project, which findings name.

    Raises ProjectError as describe() does.
    """
    try:
        found = _describe(file, at)
    except ProjectError as error:
        raise _broken(
            [replace(f, origin=replace(f.origin, path=at)) for f in error.findings]
        ) from error
    if at == FILE:
        return found
    return tuple(
        replace(
            table,
            path=at.parent / table.path.name,
            columns=tuple(replace(c, origin=replace(c.origin, path=at)) for c in table.columns),
        )
        for table in found
    )


def describe_source(project: Path, source: str) -> tuple[Table, ...]:
    """Read ``sources/<source>/csv-metadata.json``; no file means no tables.

    In the whole project a table bears the name of its source, a hyphen and its own, and so does its
    graph. Its rows are in the dialect that shaping writes; where, is not known here.

    Raises ProjectError as describe() does.
    """
    at = PurePosixPath("sources") / source / FILE.name
    if not (project / at).exists():
        return ()
    return tuple(_within(source, table) for table in describe_file(project / at, at))


def _within(source: str, table: Table) -> Table:
    def named(name: str) -> str:
        return f"{source}-{name}"

    return replace(
        table,
        name=named(table.name),
        graph=names.graph(named(table.name)),
        foreign_keys=tuple(replace(key, table=named(key.table)) for key in table.foreign_keys),
        dialect=Dialect(),
    )


def _describe(file: Path, at: PurePosixPath) -> tuple[Table, ...]:
    if missing(file):
        raise _broken([_unreadable("is missing", "fehlt")])
    if fault := fault_of(file):
        raise _broken([_unreadable(*fault)])
    try:
        text = file.read_bytes().decode("utf-8-sig")
        node = parse(text)
    except UnicodeDecodeError as error:
        raise _broken([_unreadable("is not UTF-8", "ist nicht in UTF-8")]) from error
    except json.JSONDecodeError as error:
        place = Origin(FILE, error.lineno, error.colno)
        raise _broken(
            [finding("BadDescription", place, f"is no JSON: {error.msg}",
                     f"ist kein JSON: {error.msg}")]
        ) from error  # fmt: skip
    findings = list(check(node))
    if findings:
        raise _broken(findings)
    maker = _Maker(node, at)
    tables = tuple(maker.tables())
    if maker.findings:
        raise _broken(list(dict.fromkeys(maker.findings)))
    return tables


def _unreadable(english: str, german: str) -> Finding:
    return finding("BadDescription", Origin(FILE), english, german)


def _broken(findings: Sequence[Finding]) -> ProjectError:
    return ProjectError("\n".join(map(str, findings)), findings)


def _forgotten(project: Path, tables: Sequence[Table]) -> Iterator[Finding]:
    described = {table.path for table in tables}
    for path in sorted((project / FILE.parent).glob("*.csv")):
        place = FILE.parent / path.name
        if place not in described:
            known = [str(table.path) for table in tables if not (project / table.path).exists()]
            yield finding(
                "UndescribedFile",
                Origin(place),
                "is described by nothing, so nobody reads it",
                "wird von nichts beschrieben, also liest es niemand",
                mend=mends.nearest(str(place), known),
            )


class _Maker:
    """Makes tables from a checked description and collects what does not fit together."""

    def __init__(self, node: Node, at: PurePosixPath) -> None:
        self.node = node
        self.findings: list[Finding] = []
        self.base = urljoin(names.BASE + str(at), _base_of(node))

    def tables(self) -> Iterator[Table]:
        nodes = self.node.members["tables"].items
        stems: dict[str, str] = {}
        for node in nodes:
            url = node.members["url"]
            path = PurePosixPath(str(url.value))
            if "/" in str(url.value) or path.suffix != ".csv":
                self._bad(
                    url,
                    "names no .csv file in the folder of the description",
                    "benennt keine .csv-Datei im Ordner der Beschreibung",
                )
            elif path.stem in stems:
                self._bad(url, "is described twice", "ist zweimal beschrieben")
            stems[path.stem] = str(url.value)
        if self.findings:  # what refers to these tables would be blamed for nothing
            return
        schemas = {
            str(node.members["url"].value): node.members.get("tableSchema") for node in nodes
        }
        for node in nodes:
            yield self._table(node, schemas)

    def _bad(self, node: Node, english: str, german: str) -> None:
        self.findings.append(problem(node, english, german, node.plain()))

    def _table(self, node: Node, schemas: Mapping[str, Node | None]) -> Table:
        url = str(node.members["url"].value)
        name = PurePosixPath(url).stem
        absolute = urljoin(self.base, url)
        schema = node.members.get("tableSchema") or self.node.members.get("tableSchema")
        members = schema.members if schema else {}
        nodes = members["columns"].items if "columns" in members else ()
        above = _inherit({}, self.node, node, *([schema] if schema else []))
        known = self._names(nodes)
        dialect = self._dialect(node.members.get("dialect") or self.node.members.get("dialect"))
        columns = tuple(self._columns(nodes, above, absolute, dialect.skip_columns))
        return Table(
            name=name,
            path=FILE.parent / url,
            url=absolute,
            graph=names.graph(name),
            columns=columns,
            primary_key=self._references(members.get("primaryKey"), known),
            foreign_keys=tuple(
                self._foreign_keys(members.get("foreignKeys"), known, schemas, schemas[url])
            ),
            dialect=dialect,
            suppressed=_plain(node, "suppressOutput") is True,
            title=_words(node, "dc:title"),
            description=_words(node, "dc:description"),
        )

    def _names(self, nodes: Sequence[Node]) -> tuple[str, ...]:
        """Return the names of the columns; each must be new, and virtual ones come last."""
        found: list[str] = []
        virtual = False
        for node in nodes:
            name = node.members["name"]
            if name.value in found:
                self._bad(name, "names two columns", "benennt zwei Spalten")
            if str(name.value).startswith("_"):
                self._bad(
                    name,
                    "begins with an underscore, kept for the standard",
                    "beginnt mit einem Unterstrich, der dem Standard vorbehalten ist",
                )
            if virtual and _plain(node, "virtual") is not True:
                self._bad(
                    name,
                    "stands in the file but after a virtual column",
                    "steht in der Datei, aber hinter einer virtuellen Spalte",
                )
            virtual = virtual or _plain(node, "virtual") is True
            found.append(str(name.value))
        return tuple(found)

    def _columns(
        self, nodes: Sequence[Node], above: Mapping[str, Node], url: str, skipped: int
    ) -> Iterator[Column]:
        known = [str(node.members["name"].value) for node in nodes]
        for number, node in enumerate(nodes, start=1):
            given = _inherit(above, node)
            name = str(node.members["name"].value)
            virtual = _plain(node, "virtual") is True
            templates = {
                key: self._template(given.get(key), url, known)
                for key in ("aboutUrl", "propertyUrl", "valueUrl")
            }
            suppressed = _plain(node, "suppressOutput") is True
            if not suppressed and templates["aboutUrl"] is None:
                self._bad(
                    node.members["name"],
                    "has no aboutUrl, and blank nodes are not made",
                    "hat kein aboutUrl, und leere Knoten entstehen hier nicht",
                )
            null = given.get("null")
            yield Column(
                name=name,
                number=None if virtual else number + skipped,
                datatype=self._datatype(given.get("datatype")),
                origin=origin(node),
                titles=_titles(node),
                description=_words(node, "dc:description"),
                about=templates["aboutUrl"],
                predicate=templates["propertyUrl"] or Template(f"{url}#{name}", url),
                value=templates["valueUrl"],
                language=_language(given.get("lang")),
                separator=str(given["separator"].value) if _filled(given, "separator") else None,
                default=str(given["default"].value) if "default" in given else "",
                null=tuple(str(item.value) for item in null.items) if null else ("",),
                required="required" in given and given["required"].value is True,
                suppressed=suppressed,
            )

    def _datatype(self, node: Node | None) -> Datatype:
        if node is None:
            return compile_datatype("string")
        try:
            return compile_datatype(node.plain())  # type: ignore[arg-type]  # checked by check()
        except (ValueError, re.error, OverflowError, RecursionError) as error:
            self._bad(node, f"is no datatype: {error}", f"ist kein Datentyp: {error}")
            return compile_datatype("string")

    def _template(self, node: Node | None, url: str, known: Sequence[str]) -> Template | None:
        if node is None:
            return None
        text = str(node.value)
        prefix = _PREFIX.match(text)
        if prefix and prefix[1] not in names.PREFIXES and prefix[1].lower() not in _SCHEMES:
            self.findings.append(
                problem(node, f"has the prefix {prefix[1]}, which nothing declares",
                        f"hat das Präfix {prefix[1]}, das nichts festlegt", text,
                        mends.nearest(prefix[1], names.PREFIXES, 0.6))
            )  # fmt: skip
        if not _TEMPLATE.fullmatch(text):
            self._bad(node, "is no URI template", "ist keine URI-Vorlage")
            return None
        template = Template(text, url)
        if template.constant is not None and not rdf.is_iri(template.constant):
            self._bad(node, "gives no address", "ergibt keine Adresse")
        allowed = {*known, *_ROW_VARIABLES, *_COLUMN_VARIABLES}
        for name in template.variables:
            if name not in allowed:
                self.findings.append(
                    finding(
                        "UnknownVariable",
                        origin(node),
                        f"uses {{{name}}}, which is no column",
                        f"verwendet {{{name}}}, und das ist keine Spalte",
                        value=template.text,
                        mend=mends.nearest(name, known, 0.6),
                    )
                )
        return template

    def _references(self, node: Node | None, known: Sequence[str]) -> tuple[str, ...]:
        if node is None:
            return ()
        for item in node.items:
            if item.value not in known:
                self._bad(item, "is no column of its table", "ist keine Spalte seiner Tabelle")
        return tuple(str(item.value) for item in node.items)

    def _foreign_keys(
        self,
        node: Node | None,
        known: Sequence[str],
        schemas: Mapping[str, Node | None],
        own: Node | None,
    ) -> Iterator[ForeignKey]:
        for item in node.items if node else ():
            reference = item.members["reference"].members
            columns = self._references(item.members["columnReference"], known)
            resource = reference.get("resource")
            if resource is None or str(resource.value) not in schemas:
                self._bad(
                    resource or item,
                    "names no described table",
                    "benennt keine beschriebene Tabelle",
                )
                continue
            schema = schemas[str(resource.value)]
            there = schema.members["columns"].items if schema else ()
            others = tuple(str(n.members["name"].value) for n in there if "name" in n.members)
            referenced = self._references(reference["columnReference"], others)
            if len(columns) != len(referenced):
                self._bad(
                    item.members["columnReference"],
                    "has another length than what it refers to",
                    "hat eine andere Länge als das, worauf es verweist",
                )
            if schema is own and columns == referenced:
                self._bad(
                    item.members["columnReference"],
                    "refers to itself",
                    "verweist auf sich selbst",
                )
            yield ForeignKey(columns, PurePosixPath(str(resource.value)).stem, referenced)

    def _dialect(self, node: Node | None) -> Dialect:
        if node is None:
            return Dialect()
        given: dict[str, Any] = node.plain()  # type: ignore[assignment]  # checked by check()
        faults = list(_faults(given))
        for name, english, german in faults:
            self._bad(node.members[name], english, german)
        if faults:
            return Dialect()
        trim = given.get("trim", "start" if given.get("skipInitialSpace") else False)
        return Dialect(
            encoding=given.get("encoding", "utf-8"),
            delimiter=given.get("delimiter", ","),
            quote=given.get("quoteChar", '"'),
            double_quote=given.get("doubleQuote", True),
            header_rows=given.get("headerRowCount", 1 if given.get("header", True) else 0),
            skip_rows=given.get("skipRows", 0),
            skip_columns=given.get("skipColumns", 0),
            skip_blank=given.get("skipBlankRows", False),
            comment=given.get("commentPrefix"),
            trim=str(trim).lower(),
        )


def _faults(given: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the properties of a dialect that make no sense, and why."""
    encoding = given.get("encoding", "utf-8")
    try:
        is_text = codecs.lookup(encoding)._is_text_encoding  # as open() asks
    except (LookupError, ValueError):
        is_text = False
    if not is_text:
        yield "encoding", "is no encoding", "ist keine Kodierung"
    for name in ("delimiter", "quoteChar"):
        sign = given.get(name, ",")
        if (len(sign or "x") != 1 or sign in ("\r", "\n", "\0")) or (name, sign) == (
            "delimiter",
            "",
        ):
            yield name, "is no single character of a line", "ist kein einzelnes Zeichen einer Zeile"
    if given.get("delimiter", ",") == given.get("quoteChar", '"'):
        name = "delimiter" if "delimiter" in given else "quoteChar"
        yield name, "is delimiter and quotation mark", "ist Trennzeichen und Anführungszeichen"
    for name in ("headerRowCount", "skipRows", "skipColumns"):
        count = given.get(name, 0)
        if not isinstance(count, int) or not 0 <= count <= _MOST_SKIPPED:
            yield name, "is no count of rows or columns", "ist keine Anzahl von Zeilen oder Spalten"
    if given.get("trim", False) not in (True, False, "true", "false", "start", "end"):
        yield "trim", "is none of true, false, start, end", "ist nicht true, false, start oder end"


def _base_of(node: Node) -> str:
    """Return @base of the context; without one, the description's own address."""
    context = node.members.get("@context")
    for item in context.items if context else ():
        if "@base" in item.members:
            return str(item.members["@base"].value)
    return ""


def _inherit(above: Mapping[str, Node], *nodes: Node) -> dict[str, Node]:
    """Return the inherited properties in force below ``nodes``, the last one being the nearest."""
    given = dict(above)
    for node in nodes:
        given.update({key: node.members[key] for key in _INHERITED if key in node.members})
    return given


def _plain(node: Node, name: str) -> object:
    return node.members[name].plain() if name in node.members else None


def _filled(given: Mapping[str, Node], name: str) -> bool:
    return name in given and given[name].value not in (None, "")


def _language(node: Node | None) -> str | None:
    return None if node is None or node.value in ("", "und") else str(node.value)


def _titles(node: Node) -> tuple[str, ...]:
    """Return every title of a column in every language."""
    titles = node.members.get("titles")
    if titles is None:
        return ()
    groups = titles.members.values() if titles.kind == "object" else (titles,)
    return tuple(str(item.value) for group in groups for item in group.items)


def _words(node: Node, name: str) -> str | None:
    """Return a text of the description, in English where there are several."""
    value = _plain(node, name)
    if isinstance(value, Mapping):
        value = value.get("en", next(iter(value.values()), None))
    return value if isinstance(value, str) else None
