"""A source drafted from one file: its folder with source.toml, csv-metadata.json and SQL.

Everything guessed is marked: ``notes`` in source.toml and of each table, ``cg:review`` at a column.
The draft is there to be read; the build never guesses.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from .. import names
from ..errors import ProjectError
from . import guessing, sniffing, staging
from .describing import FOLDER, dialect_of
from .gathering import Found, UnusableFile
from .guessing import Guess
from .plan import Source, Staged

_ROWS: Final = "records"
_MEGABYTES: Final = 1024
_RDF_TYPE: Final = names.PREFIXES["rdf"] + "type"
_CSVW: Final = names.PREFIXES["csvw"]
_LABEL: Final = names.PREFIXES["skos"] + "prefLabel"
_HOMEPAGE: Final = names.PREFIXES["foaf"] + "homepage"
_SEPARATOR: Final = "¦"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the draft: its header, its name, how SQL gets it, and what it may mean."""

    header: str
    name: str
    sql: str
    is_list: bool
    guess: Guess


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts of a drafted source by file name, and what a person should decide."""

    name: str
    texts: dict[str, str]
    doubts: tuple[str, ...]


def draft(file: Path, name: str) -> Draft:
    """Draft the source ``name`` from one file.

    Raises ProjectError with a finding when the file cannot be read, OSError when it is not there.
    """
    found = Found(file, file.name, PurePosixPath(file.as_posix()))
    with tempfile.TemporaryDirectory(prefix="clustergraph-") as folder:
        work = Path(folder)
        try:
            form = sniffing.sniff(found, work)
        except UnusableFile as error:
            raise ProjectError(str(error), [error.finding]) from error
        source = Source(name, work, str(file.parent), files=(_staged(file.name, form),))
        stage = staging.open_stage(work, _MEGABYTES)
        try:
            staging.stage_files(stage, Path(), source, source.files[0])
            if not stage.read[_ROWS]:
                raise ProjectError("\n".join(map(str, stage.findings)) or f"{file} has no record",
                                   stage.findings)  # fmt: skip
            columns = list(_columns(stage))
            key, why = _key(stage, columns)
        finally:
            stage.connection.close()
    label = guessing.label_of((c.header, c.guess) for c in columns if not c.is_list)
    kind, class_ = guessing.kind_of(label)
    doubts = [*form.doubts, why, *_doubts(label, class_)]
    described = _metadata(name, columns, label, kind, class_, doubts)
    texts = {
        "source.toml": _toml(name, file.name, form),
        "csv-metadata.json": described,
        f"{_ROWS}.sql": _sql(name, columns, key, label),
        "source.sql": _source_sql(name, file.name),
    }
    of_columns = [f"{c.name}: {reason}" for c in columns for reason in c.guess.reasons]
    return Draft(name, texts, (*doubts, *of_columns))


def _doubts(label: str | None, class_: str | None) -> Iterator[str]:
    if label is None:
        yield "no column looks like a name: give one the property skos:prefLabel"
    if class_ is None:
        yield "the class of the things is not known: give subject_type one of the ontology"
    else:
        yield f"the things are taken for {class_}: correct subject_type and aboutUrl if not"
    yield "columns without propertyUrl make properties of their own: take those of the ontology"
    yield "say in source.toml who publishes the data, under which licence, and how to get them"


def _staged(path: str, form: sniffing.Form) -> Staged:
    """Return what source.toml will say of the file."""
    escaped = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)
    records = form.keys.get("records")
    return Staged(_ROWS, escaped, form.format, 1, dialect_of({"path": path, **form.keys}), records)


def _columns(stage: staging.Stage) -> Iterator[_Column]:
    """Yield the columns that make cells: texts, numbers, lists of them, members of objects."""
    described = stage.connection.execute(f"DESCRIBE {staging.quoted(_ROWS)}").fetchall()
    leaves = [
        leaf
        for name, kind, *_ in described
        if name not in ("_file", "_record")
        for leaf in _leaves(str(name), staging.quoted(str(name)), str(kind))
    ]
    taken = {"key", "row_source", "row_basis", "row_type", "row_describes", "subject_type"}
    given = guessing.names_for([header for header, _, _ in leaves], taken)
    for (header, sql, is_list), name in zip(leaves, given, strict=True):
        yield _Column(header, name, sql, is_list, _guess(stage, sql, is_list))


def _leaves(header: str, sql: str, kind: str, depth: int = 3) -> Iterator[tuple[str, str, bool]]:
    """Yield header, SQL and whether it is a list, of a column and of the members of an object."""
    if kind.startswith("STRUCT(") and not kind.endswith("[]"):
        for name, inner in _members(kind) if depth else ():
            yield from _leaves(
                f"{header} {name}", f"{sql}.{staging.quoted(name)}", inner, depth - 1
            )
    elif kind.endswith("[]"):
        if not kind.startswith(("STRUCT", "MAP")) and kind.count("[") == 1:
            yield header, sql, True
    elif not kind.startswith(("MAP", "UNION", "BLOB")):
        yield header, sql, False


def _members(kind: str) -> Iterator[tuple[str, str]]:
    """Yield the members of a STRUCT as DuckDB writes its type."""
    body, depth, quoted, start = kind[len("STRUCT(") : -1], 0, False, 0
    parts = []
    for index, sign in enumerate(body):
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quoted:
            parts.append(body[start:index].strip())
            start = index + 1
    for part in [*parts, body[start:].strip()]:
        if part.startswith('"'):
            name, _, rest = part[1:].partition('" ')
        else:
            name, _, rest = part.partition(" ")
        yield name.replace('""', '"'), rest.strip()


def _guess(stage: staging.Stage, sql: str, is_list: bool) -> Guess:
    value = f"unnest({sql})" if is_list else sql
    rows = stage.connection.execute(
        f"SELECT DISTINCT v FROM (SELECT CAST({value} AS VARCHAR) AS v FROM {_ROWS})"  # noqa: S608
        " WHERE v IS NOT NULL ORDER BY v"
    ).fetchall()
    counted = stage.connection.execute(f"SELECT count(*), count({sql}) FROM {_ROWS}").fetchone()  # noqa: S608
    total, filled = counted or (0, 0)
    one = guessing.guess([str(row[0]) for row in rows], total, total - filled)
    return Guess(one.datatype, one.null, one.language, one.reasons, one.is_unique and not is_list)


def _key(stage: staging.Stage, columns: Sequence[_Column]) -> tuple[str, str]:
    """Return the SQL of a key and what to look at; the number of the record is the last resort."""
    for column in columns:
        if not column.guess.is_unique or column.guess.datatype not in ("string", "integer"):
            continue
        sql = f"trim(regexp_replace(lower(strip_accents(CAST({column.sql} AS VARCHAR))),"
        sql += " '[^a-z0-9]+', '-', 'g'), '-')"
        row = stage.connection.execute(
            f"SELECT count(DISTINCT {sql}) = count(*) AND min(length({sql})) > 0"  # noqa: S608
            f" AND max(length({sql})) <= 60 FROM {_ROWS}"
        ).fetchone()
        if row and row[0]:
            return sql, f"key: made of {column.header}, which has no value twice"
    return "_record", (
        "key: no column has only different short values, so the number of the record is taken; it"
        " changes when the publisher inserts a record"
    )


def _toml(name: str, path: str, form: sniffing.Form) -> str:
    """Write source.toml; TOML's basic strings are those of JSON."""
    lines = [
        "# Drafted by clustergraph new-source; everything marked review is a guess.",
        f"title = {{ de = {_text(name)}, en = {_text(name)} }}  # review",
        '# publisher = { name = "…", url = "https://…" }  # review',
        '# licence = "https://creativecommons.org/licenses/by/4.0/"  # review: absent: none stated',
        '# get = { de = "…", en = "…" }  # review: how to get the file',
        'on_error = "stop"  # or "report": bad rows are set aside, and the build goes on',
        f"notes = [{', '.join(map(_text, form.doubts))}]",
        "",
        f"[files.{_ROWS}]",
        f"path = {_text(_staged(path, form).path)}",
        f'format = "{form.format}"',
    ]
    lines += [f"{key} = {_value(value)}  # review" for key, value in form.keys.items()]
    return "\n".join([*lines, ""])


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _sql(name: str, columns: Sequence[_Column], key: str, label: str | None) -> str:
    lines = [
        "-- One thing a record. Every record must come out, or have a reason in _aside.",
        "SELECT",
        "  _file,",
        "  _record,",
        f"  concat('{name}-', {key}) AS key,  -- review",
    ]
    folded = r"trim(regexp_replace({}, '\s+', ' ', 'g'))"  # a label has no space around, no line
    lines += [
        f"  {folded.format(c.sql) if c.header == label else c.sql} AS {staging.quoted(c.name)},"
        for c in columns
    ]
    lines[-1] = lines[-1].rstrip(",")
    return "\n".join([*lines, f"FROM {_ROWS}", ""])


def _source_sql(name: str, file: str) -> str:
    title = file.replace("'", "''")
    return "\n".join(
        [
            "-- The file itself, so that every row can name it as its source.",
            "SELECT",
            "  arg_min(_file, _record) AS _file,",
            "  min(_record) AS _record,",
            f"  '{name}' AS key,",
            "  'dataset' AS kind,",
            f"  '{title}' AS title  -- review",
            f"FROM {_ROWS}",
            "HAVING count(*) > 0",
            "",
        ]
    )


def _metadata(
    name: str,
    columns: Sequence[_Column],
    label: str | None,
    kind: str,
    class_: str | None,
    doubts: Sequence[str],
) -> str:
    """Write csv-metadata.json: the things, and the file as their source."""
    base = names.file(f"{FOLDER}/{name}/")
    about = f"../../id/{kind}/{{key}}"
    type_ = f"../../ontology#{class_}" if class_ else f"{_ROWS}.csv#Record"
    things = [
        {"name": "key", "required": True, "suppressOutput": True},
        *(_described(column, column.header == label) for column in columns),
        *_virtual(name, _ROWS, about, type_),
    ]
    itself = [
        {"name": "key", "required": True, "suppressOutput": True},
        {"name": "kind", "required": True, "propertyUrl": "../../ontology#sourceKind",
         "valueUrl": "../../id/source-kind/{kind}"},
        {"name": "title", "required": True, "propertyUrl": names.PREFIXES["dct"] + "title"},
        *_virtual(name, "source", "../../id/source/{key}", "../../ontology#Source"),
    ]  # fmt: skip
    document = {
        "@context": [_CSVW.rstrip("#"), {"@base": base}],
        "tables": [
            {"url": f"{_ROWS}.csv", "notes": list(doubts),
             "tableSchema": {"primaryKey": "key", "aboutUrl": about, "columns": things}},
            {"url": "source.csv",
             "tableSchema": {"primaryKey": "key", "aboutUrl": "../../id/source/{key}",
                             "columns": itself}},
        ],
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _described(column: _Column, is_label: bool) -> dict[str, Any]:
    one = column.guess
    described: dict[str, Any] = {"name": column.name, "titles": column.header}
    review = list(one.reasons)
    if one.datatype != "string":
        described["datatype"] = one.datatype
    if one.null:
        described["null"] = ["", *one.null]
    if is_label:
        described["propertyUrl"] = _LABEL
        described["lang"] = one.language or "de"
        review.append("propertyUrl: it looks like the name of the thing")
    elif one.datatype == "anyURI":
        described["propertyUrl"] = _HOMEPAGE
        described["valueUrl"] = f"{{+{column.name}}}"
        review.append("propertyUrl: an address, taken for a homepage")
    elif one.language:
        described["lang"] = one.language
    if column.is_list:
        described["separator"] = _SEPARATOR
    if review:
        described["cg:review"] = review
    return described


def _virtual(name: str, table: str, about: str, type_: str) -> Iterator[dict[str, Any]]:
    """Yield the columns that no cell stands behind: the class, and what the row rests on."""
    row = f"../../id/row/{name}-{table}--{{key}}"
    described = {"name": "subject_type", "virtual": True, "propertyUrl": _RDF_TYPE}
    review = {"cg:review": ["valueUrl: the class of the thing"]} if table == _ROWS else {}
    yield {**described, "valueUrl": type_, **review}
    for column, predicate, value in (
        ("row_type", _RDF_TYPE, f"{_CSVW}Row"),
        ("row_describes", f"{_CSVW}describes", about),
        ("row_source", names.PREFIXES["prov"] + "hadPrimarySource", f"../../id/source/{name}"),
        ("row_basis", "../../ontology#basis", "../../id/basis/stated"),
    ):
        yield {"name": column, "virtual": True, "aboutUrl": row, "propertyUrl": predicate,
               "valueUrl": value}  # fmt: skip
