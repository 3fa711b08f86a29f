"""From the folder of a source to what it is; everything wrong with its description at once.

``source.toml`` says who gives the data and which files there are, ``csv-metadata.json`` what the
tables mean (as for the curated ones), and a file ``<table>.sql`` or ``<graph>.rq`` beside them how
the publisher's records become rows and triples.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from .. import rdf, tables
from ..errors import ProjectError
from ..findings import Finding
from ..opening import fault_of, missing
from ..origin import Origin
from ..tables import Dialect
from ..tables.mends import nearest
from ..tables.rules import finding
from . import positions
from .plan import Graph, OnError, Source, Staged

FOLDER: Final = "sources"
_SETTINGS: Final = "clustergraph.toml"
FORMATS: Final = ("csv", "json", "jsonl", "parquet", "xlsx", "described")
_SUFFIXES: Final = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".parquet": "parquet", ".xlsx": "xlsx",
}  # fmt: skip
GRAPH_SUFFIXES: Final = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".xml", ".jsonld")
_LABELS: Final = ("skos-xl",)
_WORDS: Final = ("de", "en")
TOP: Final[Mapping[str, type]] = {
    "title": dict, "publisher": dict, "licence": str, "licence_note": dict, "homepage": str,
    "get": dict, "on_error": str, "files": dict, "rdf": dict, "notes": list,
}  # fmt: skip
_DIALECT: Final[Mapping[str, type]] = {
    "delimiter": str, "encoding": str, "quoteChar": str, "doubleQuote": bool, "header": bool,
    "headerRowCount": int, "skipRows": int, "skipColumns": int, "skipBlankRows": bool,
    "skipInitialSpace": bool, "commentPrefix": str, "trim": (bool, str),  # type: ignore[dict-item]
}  # fmt: skip
FILE: Final[Mapping[str, type]] = {
    "path": str, "format": str, "records": str, "sheet": str, "lookup": bool, "notes": list,
    **_DIALECT,
}  # fmt: skip
GRAPH: Final[Mapping[str, type]] = {"path": str, "construct": str, "labels": str, "notes": list}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_FOLDER_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TYPES: Final = {str: "text", dict: "a table", bool: "true or false", int: "a whole number",
                 list: "a list"}  # fmt: skip
_GERMAN: Final = {str: "Text", dict: "eine Tabelle", bool: "true oder false",
                  int: "eine ganze Zahl", list: "eine Liste"}  # fmt: skip


def places_of(project: Path) -> dict[str, str]:
    """Return the folders that the table ``[sources]`` of clustergraph.toml names, as written.

    Raises ProjectError with a finding when the file is no TOML or the table holds no texts.
    """
    if missing(project / _SETTINGS):
        return {}
    if fault := fault_of(project / _SETTINGS):
        raise ProjectError(f"{_SETTINGS}: {fault[0]}", german=f"{_SETTINGS}: {fault[1]}")
    try:
        text = (project / _SETTINGS).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = (f"{_SETTINGS}: is not UTF-8", f"{_SETTINGS}: ist nicht in UTF-8")
        raise ProjectError(words[0], german=words[1]) from error
    reader = _Reader(PurePosixPath(_SETTINGS), text)
    given = reader.values.get("sources", {})
    if not isinstance(given, dict):
        reader.tell(("sources",), "is a table of names and folders",
                    "ist eine Tabelle von Namen und Ordnern")  # fmt: skip
        given = {}
    for name, place in given.items():
        if not isinstance(place, str) or not place:
            reader.tell(("sources", name), "is the path of a folder", "ist der Pfad eines Ordners")
        elif missing(project / FOLDER / name / "source.toml"):
            known = [path.parent.name for path in (project / FOLDER).glob("*/source.toml")]
            reader.tell(("sources", name), "names no folder of sources/ with a source.toml",
                        "benennt keinen Ordner von sources/ mit einer source.toml",
                        name, nearest(name, known, 0.6))  # fmt: skip
    reader.raise_if_broken()
    return dict(given)


def read_sources(project: Path) -> tuple[Source, ...]:
    """Read every folder of ``sources/`` that has a source.toml, in the order of their names.

    Raises ProjectError; its findings name all that is wrong with all descriptions at once.
    """
    places = places_of(project)
    sources: list[Source] = []
    findings: list[Finding] = []
    for toml in sorted((project / FOLDER).glob("*/source.toml")):
        try:
            sources.append(_read(project, toml.parent, places.get(toml.parent.name)))
        except ProjectError as error:
            findings += error.findings
    findings += _clashing(sources)
    if findings:
        raise ProjectError("\n".join(map(str, findings)), findings)
    return tuple(sources)


def _clashing(sources: Iterable[Source]) -> Iterator[Finding]:
    """Yield the graphs that two sources would fill: a-b has c, and a has b-c."""
    owners: dict[str, str] = {}
    for source in sources:
        graphs = [source.table_name(graph.name) for graph in source.graphs]
        for name in [*(table.name for table in source.tables), *graphs]:
            owner = owners.setdefault(name, source.name)
            if owner != source.name:
                yield finding(
                    "BadSource", Origin(source.toml),
                    f"gives a table or graph that source {owner} gives, too",
                    f"gibt eine Tabelle oder einen Graphen, die auch die Quelle {owner} gibt",
                    value=name,
                )  # fmt: skip


def _read(project: Path, folder: Path, place: str | None) -> Source:
    at = PurePosixPath(FOLDER) / folder.name / "source.toml"
    if fault := fault_of(project / at):
        found = finding("BadSource", Origin(at), *fault)
        raise ProjectError(str(found), [found])
    try:
        text = (folder / "source.toml").read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = finding("BadSource", Origin(at), "is not UTF-8", "ist nicht in UTF-8")
        raise ProjectError(str(found), [found]) from error
    maker = _Maker(_Reader(at, text), folder)
    source = maker.source(place)
    findings = list(maker.reader.findings)
    try:
        source = replace(source, tables=tables.describe_source(project, source.name))
    except ProjectError as error:
        findings += error.findings
    else:
        if not findings:  # else what source.toml says wrongly would be told a second time
            findings += maker.unfit(source)
    if findings:
        raise ProjectError("\n".join(map(str, findings)), findings)
    return source


class _Reader:
    """A TOML text with its values, the places of its keys, and what is wrong with it."""

    def __init__(self, at: PurePosixPath, text: str) -> None:
        self.at = at
        self.findings: list[Finding] = []
        self.values: dict[str, Any] = {}
        self._places = positions.places(text)
        try:
            self.values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            message, line, column = positions.of_error(str(error))
            line = line or len(text.splitlines())
            self.findings.append(
                finding("BadSource", Origin(at, line, column), f"is no TOML: {message}",
                        f"ist kein TOML: {message}")
            )  # fmt: skip

    def line(self, path: positions.Path) -> int:
        """Return the line of a key, or that of the nearest table around it."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places[path][0] if path else 1

    def tell(
        self,
        path: positions.Path,
        english: str,
        german: str,
        value: object = None,
        mend: str | None = None,
    ) -> None:
        """Tell that the value of a key makes no sense."""
        while path and path not in self._places:
            path = path[:-1]
        line, column = self._places.get(path, (1, 1))
        shown = ".".join(path) if value is None else str(value)
        origin = Origin(self.at, line, column)
        self.findings.append(
            finding("BadSource", origin, english, german, value=shown, mend=mend)
        )  # fmt: skip

    def check(
        self, path: positions.Path, given: Mapping[str, Any], known: Mapping[str, type]
    ) -> Iterator[tuple[str, Any]]:
        """Yield the members that are known and of the right type; tell the others."""
        for name, value in given.items():
            wanted = known.get(name)
            if wanted is None:
                mend = nearest(name, list(known), 0.6)
                self.tell((*path, name), "is no key here", "ist hier kein Schlüssel", name, mend)
            elif not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
                kind = wanted if isinstance(wanted, type) else wanted[0]
                self.tell((*path, name), f"is {_TYPES[kind]}", f"ist {_GERMAN[kind]}")
            else:
                yield name, value

    def raise_if_broken(self) -> None:
        """Raise ProjectError when anything was told."""
        if self.findings:
            raise ProjectError("\n".join(map(str, self.findings)), self.findings)


class _Maker:
    """Makes a source from the values of its source.toml."""

    def __init__(self, reader: _Reader, folder: Path) -> None:
        self.reader = reader
        self.folder = folder

    def source(self, place: str | None) -> Source:
        """Return what source.toml says; what it says wrongly is told and left out."""
        reader, name = self.reader, self.folder.name
        if not _FOLDER_NAME.fullmatch(name):
            reader.tell((), "names no source: lower-case letters, digits and single hyphens",
                        "benennt keine Quelle: Kleinbuchstaben, Ziffern und einzelne Bindestriche",
                        name)  # fmt: skip
        given = dict(reader.check((), reader.values, TOP))
        if not reader.findings and "title" not in given:
            reader.tell((), "needs a title", "braucht einen Titel", "title")
        return Source(
            name=name,
            folder=self.folder,
            place=place,
            title=self._words(given, "title"),
            publisher=self._publisher(given.get("publisher", {})),
            licence=self._address(given, ("licence",)),
            licence_note=self._words(given, "licence_note"),
            homepage=self._address(given, ("homepage",)),
            get=self._words(given, "get"),
            on_error=self._on_error(given.get("on_error", "stop")),
            files=tuple(self._files(given.get("files", {}))),
            graphs=tuple(self._graphs(given.get("rdf", {}))),
        )

    def _words(self, given: Mapping[str, Any], name: str) -> dict[str, str]:
        words = dict(self.reader.check((name,), given.get(name, {}), dict.fromkeys(_WORDS, str)))
        if name in given and len(words) < len(_WORDS) and len(given[name]) < len(_WORDS):
            self.reader.tell((name,), "is said in German (de) and English (en)",
                             "wird auf Deutsch (de) und Englisch (en) gesagt")  # fmt: skip
        return words

    def _publisher(self, given: Mapping[str, Any]) -> dict[str, str]:
        known = {"name": str, "url": str}
        return {
            key: value
            for key, value in self.reader.check(("publisher",), given, known)
            if key == "name" or self._address({"url": value}, ("publisher", "url"))
        }

    def _address(self, given: Mapping[str, Any], path: positions.Path) -> str | None:
        value = given.get(path[-1])
        if value is None or rdf.is_iri(value):
            return value
        self.reader.tell(
            path, "is no absolute address", "ist keine vollständige Adresse", value
        )  # fmt: skip
        return None

    def _on_error(self, value: str) -> OnError:
        if value in tuple(OnError):
            return OnError(value)
        self.reader.tell(("on_error",), "is neither stop nor report", "ist weder stop noch report",
                         value, nearest(value, list(OnError)))  # fmt: skip
        return OnError.STOP

    def _files(self, given: Mapping[str, Any]) -> Iterator[Staged]:
        for name, entry in given.items():
            path = ("files", name)
            if not self._is_entry(path, name, entry):
                continue
            values = dict(self.reader.check(path, entry, FILE))
            form = values.get("format") or by_suffix(values.get("path", ""))
            if form not in FORMATS:
                key = "format" if "format" in values else "path"
                self.reader.tell((*path, key), f"is none of the formats {', '.join(FORMATS)}",
                                 f"ist keines der Formate {', '.join(FORMATS)}", values.get(key),
                                 nearest(str(form), list(FORMATS), 0.6))  # fmt: skip
                continue
            self._fits(path, values, str(form))
            yield Staged(
                name,
                values.get("path", ""),
                str(form),
                self.reader.line(path),
                self._dialect(path, values),
                values.get("records"),
                values.get("sheet"),
                values.get("lookup", False),
            )

    def _is_entry(self, path: positions.Path, name: str, entry: object) -> bool:
        """Tell whether an entry has a name for SQL and a path below the publisher's folder."""
        if not _NAME.fullmatch(name):
            self.reader.tell(path, "is no name: lower-case letters, digits and underscores",
                             "ist kein Name: Kleinbuchstaben, Ziffern und Unterstriche",
                             name)  # fmt: skip
        if not isinstance(entry, dict):
            self.reader.tell(path, "is a table", "ist eine Tabelle")
            return False
        where = entry.get("path")
        if where is None:
            self.reader.tell(path, "needs a path", "braucht einen Pfad")
        elif not isinstance(where, str):
            self.reader.tell((*path, "path"), "is text", "ist Text")
        else:
            pure = PurePosixPath(where)
            if not where or pure.is_absolute() or ".." in pure.parts or "\0" in where:
                self.reader.tell((*path, "path"), "leads out of the folder of the source",
                                 "führt aus dem Ordner der Quelle hinaus", where)  # fmt: skip
                return False
        return isinstance(where, str)

    def _fits(self, path: positions.Path, values: Mapping[str, Any], form: str) -> None:
        """Tell keys that mean nothing for a format."""
        for key in values:
            home = {"records": ("json", "jsonl"), "sheet": ("xlsx",)}.get(key)
            if key in _DIALECT:
                home = ("csv", "described")
                if "Row" in key or key == "header":
                    home = (*home, "xlsx")
                elif key == "encoding":
                    home = (*home, "json", "jsonl")
            if home and form not in home:
                self.reader.tell((*path, key), f"means nothing for {form}",
                                 f"bedeutet nichts bei {form}")  # fmt: skip

    def _dialect(self, path: positions.Path, given: Mapping[str, Any]) -> Dialect:
        encoding = given.get("encoding", "utf-8")
        try:
            is_text = codecs.lookup(encoding)._is_text_encoding  # as open() asks
        except (LookupError, ValueError):
            is_text = False
        if not is_text:
            self.reader.tell((*path, "encoding"), "is no encoding", "ist keine Kodierung", encoding)
            encoding = "utf-8"
        for key in ("delimiter", "quoteChar"):
            if (
                key in given
                and len(given[key]) != 1
                and not (key == "quoteChar" and not given[key])
            ):
                self.reader.tell((*path, key), "is one character", "ist ein Zeichen", given[key])
                return Dialect()
        for key in ("headerRowCount", "skipRows", "skipColumns"):
            if given.get(key, 0) < 0:
                self.reader.tell((*path, key), "is not negative", "ist nicht negativ", given[key])
        return dialect_of({**given, "encoding": encoding})

    def _graphs(self, given: Mapping[str, Any]) -> Iterator[Graph]:
        for name, entry in given.items():
            path = ("rdf", name)
            if not self._is_entry(path, name, entry):
                continue
            values = dict(self.reader.check(path, entry, GRAPH))
            suffix = PurePosixPath(values.get("path", "").removesuffix(".gz")).suffix
            if suffix not in GRAPH_SUFFIXES:
                self.reader.tell((*path, "path"), f"ends in none of {' '.join(GRAPH_SUFFIXES)}",
                                 f"endet auf keines von {' '.join(GRAPH_SUFFIXES)}",
                                 values.get("path"))  # fmt: skip
                continue
            if values.get("labels", "skos-xl") not in _LABELS:
                self.reader.tell((*path, "labels"), "is not skos-xl", "ist nicht skos-xl",
                                 values["labels"], "skos-xl")  # fmt: skip
            construct = values.get("construct")
            if construct is not None and not (self.folder / construct).is_file():
                self.reader.tell((*path, "construct"), "is missing in the folder of the source",
                                 "fehlt im Ordner der Quelle", construct)  # fmt: skip
            line = self.reader.line(path)
            yield Graph(name, values["path"], line, construct, values.get("labels"))

    def unfit(self, source: Source) -> Iterator[Finding]:
        """Yield what of a source's files does not belong together."""
        described = {source.short(table) for table in source.tables}
        staged = {file.name for file in source.files}
        for table in source.tables:
            short = source.short(table)
            if short not in staged and not (self.folder / f"{short}.sql").is_file():
                yield finding(
                    "BadSource", Origin(source.beside("csv-metadata.json")),
                    f"is described, but neither [files.{short}] nor {short}.sql gives its rows",
                    f"ist beschrieben, aber weder [files.{short}] noch {short}.sql gibt ihre"
                    " Zeilen", value=short,
                )  # fmt: skip
        for sql in sorted(self.folder.glob("*.sql")):
            if sql.stem not in described:
                yield finding(
                    "BadSource", Origin(source.beside(sql.name)),
                    "gives rows to no described table",
                    "gibt keiner beschriebenen Tabelle Zeilen",
                    mend=nearest(sql.stem, list(described), 0.6),
                )  # fmt: skip
        for name in sorted({graph.name for graph in source.graphs} & described):
            yield finding(
                "BadSource", Origin(source.toml, self.reader.line(("rdf", name))),
                "names both a table and a graph", "benennt eine Tabelle und einen Graphen",
                value=name,
            )  # fmt: skip


def dialect_of(given: Mapping[str, Any]) -> Dialect:
    """Return the dialect that the keys of ``[files.X]`` name; what they leave out is usual.

    White space at the edges of cells and blank rows mean nothing, as CSVW has it (5.9).
    """
    is_tabbed = str(given.get("path", "")).removesuffix(".gz").endswith(".tsv")
    trim = given.get("trim", "start" if given.get("skipInitialSpace") else True)
    return Dialect(
        encoding=given.get("encoding", "utf-8"),
        delimiter=given.get("delimiter", "\t" if is_tabbed else ","),
        quote=given.get("quoteChar", '"') or None,
        double_quote=given.get("doubleQuote", True),
        header_rows=given.get("headerRowCount", 1 if given.get("header", True) else 0),
        skip_rows=given.get("skipRows", 0),
        skip_columns=given.get("skipColumns", 0),
        skip_blank=given.get("skipBlankRows", True),
        comment=given.get("commentPrefix"),
        trim=str(trim).lower(),
    )


def by_suffix(path: str) -> str | None:
    """Return the format that the end of a file's name says, or None."""
    suffix = PurePosixPath(path.removesuffix(".gz")).suffix
    return _SUFFIXES.get(suffix.lower())
