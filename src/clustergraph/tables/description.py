"""Which properties a description may have, and whether a given one keeps to that.

"Metadata Vocabulary for Tabular Data" lets a reader skip what it does not know; a misspelt
``propertyURL`` would then lose a column in silence, so here it is a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from ..findings import Finding
from ..origin import Origin
from . import mends
from .located import Node
from .rules import finding

FILE: Final = PurePosixPath("data/csv-metadata.json")

_TEXT: Final = frozenset({"string"})
_FLAG: Final = frozenset({"boolean"})
_NUMBER: Final = frozenset({"number", "string"})
_TEXTS: Final = frozenset({"string", "array"})
_WORDS: Final = frozenset({"string", "array", "object"})
_ANYTHING: Final = frozenset({"string", "number", "boolean", "null", "array", "object"})
_COMMON: Final = {"@id": _TEXT, "@type": _TEXT}
_INHERITED: Final = {
    "aboutUrl": _TEXT, "datatype": frozenset({"string", "object"}), "default": _TEXT, "lang": _TEXT,
    "null": _TEXTS, "ordered": _FLAG, "propertyUrl": _TEXT, "required": _FLAG, "separator":
    frozenset({"string", "null"}), "textDirection": _TEXT, "valueUrl": _TEXT,
}  # fmt: skip
_DIALECT: Final = {
    "commentPrefix": frozenset({"string", "null"}), "delimiter": _TEXT, "doubleQuote": _FLAG,
    "encoding": _TEXT, "header": _FLAG, "headerRowCount": frozenset({"number"}), "lineTerminators":
    _TEXTS, "quoteChar": frozenset({"string", "null"}), "skipBlankRows": _FLAG, "skipColumns":
    frozenset({"number"}), "skipInitialSpace": _FLAG, "skipRows": frozenset({"number"}), "trim":
    frozenset({"boolean", "string"}),
}  # fmt: skip
_OBJECT: Final = frozenset({"object"})
_OBJECTS: Final = frozenset({"array", "object"})
_SHAPES: Final[dict[str, dict[str, frozenset[str]]]] = {
    "group": {
        "@context": _WORDS, "dialect": _OBJECT, "notes": _ANYTHING, "tableDirection": _TEXT,
        "tableSchema": _OBJECT, "tables": frozenset({"array"}), "transformations": _OBJECTS,
        **_COMMON, **_INHERITED,
    },
    "table": {
        "@context": _WORDS, "url": _TEXT, "dialect": _OBJECT, "notes": _ANYTHING, "suppressOutput":
        _FLAG, "tableDirection": _TEXT, "tableSchema": _OBJECT, "transformations": _OBJECTS,
        **_COMMON, **_INHERITED,
    },
    "schema": {
        "columns": _OBJECTS, "foreignKeys": _OBJECTS, "primaryKey": _TEXTS, "rowTitles": _TEXTS,
        **_COMMON, **_INHERITED,
    },
    "column": {
        "name": _TEXT, "suppressOutput": _FLAG, "titles": _WORDS, "virtual": _FLAG,
        **_COMMON, **_INHERITED,
    },
    "datatype": {
        "base": _TEXT, "format": frozenset({"string", "object"}), "length": _NUMBER, "minLength":
        _NUMBER, "maxLength": _NUMBER, "minimum": _NUMBER, "maximum": _NUMBER, "minInclusive":
        _NUMBER, "maxInclusive": _NUMBER, "minExclusive": _NUMBER, "maxExclusive": _NUMBER,
        **_COMMON,
    },
    "format": {"decimalChar": _TEXT, "groupChar": _TEXT, "pattern": _TEXT},
    "foreignKey": {"columnReference": _TEXTS, "reference": _OBJECT},
    "reference": {"resource": _TEXT, "schemaReference": _TEXT, "columnReference": _TEXTS},
    "dialect": {**_DIALECT, **_COMMON},
}  # fmt: skip
_REQUIRED: Final = {
    "group": ("tables",), "table": ("url",), "column": ("name",),
    "foreignKey": ("columnReference", "reference"), "reference": ("columnReference",),
}  # fmt: skip
# What the standard has and the mapper does not: said, never skipped in silence.
_UNSUPPORTED: Final = {
    "ordered": "lists in RDF would need blank nodes",
    "transformations": "no code beside the description",
    "schemaReference": "name the table by resource",
}
_NESTED: Final = {
    "tableSchema": "schema", "columns": "column", "datatype": "datatype", "tables": "table",
    "foreignKeys": "foreignKey", "reference": "reference", "dialect": "dialect", "format": "format",
}  # fmt: skip


def origin(node: Node) -> Origin:
    """Return the place of a node in the description."""
    return Origin(FILE, node.line, node.column)


def problem(
    node: Node, english: str, german: str, value: object = None, mend: str | None = None
) -> Finding:
    """Tell that a value of the description makes no sense."""
    shown = None if value is None else str(value)
    return finding("BadDescription", origin(node), english, german, value=shown, mend=mend)


def check(node: Node, shape: str = "group") -> Iterator[Finding]:
    """Yield every property that is unknown, repeated, of a wrong type, missing or unsupported."""
    if node.kind != "object":
        yield problem(
            node, f"is no object; a {shape} is", f"ist kein Objekt; {shape} ist eins", node.plain()
        )
        return
    allowed = _SHAPES[shape]
    seen: set[str] = set()
    for member in node.entries():
        place = Origin(FILE, member.line, member.column)
        if member.name in seen:
            yield finding(
                "BadDescription", place, "stands twice", "steht zweimal", value=member.name
            )
        seen.add(member.name)
        if member.name in allowed:
            yield from _check_member(member.name, member.node, allowed[member.name])
        elif ":" not in member.name or shape in ("dialect", "foreignKey", "reference", "format"):
            # A name with a colon is an annotation of the author's (5.8, common properties).
            yield finding(
                "UnknownProperty",
                place,
                f"is no property of a {shape}",
                f"ist keine Eigenschaft von {shape}",
                value=member.name,
                mend=mends.nearest(member.name, allowed, 0.6),
            )
    for name in _REQUIRED.get(shape, ()):
        if name not in seen:
            yield problem(node, f"a {shape} needs {name}", f"{shape} braucht {name}")


def _check_member(name: str, node: Node, kinds: frozenset[str]) -> Iterator[Finding]:
    if node.kind not in kinds:
        wanted = " or ".join(sorted(kinds))
        yield problem(
            node,
            f"{name} is {node.kind}, not {wanted}",
            f"{name} ist {node.kind}, nicht {wanted}",
            node.plain(),
        )
        return
    if name in _UNSUPPORTED and node.value not in (False, ()):
        reason = _UNSUPPORTED[name]
        yield finding(
            "UnsupportedProperty",
            origin(node),
            f"{name} is not supported: {reason}",
            f"{name} wird nicht unterstützt: {reason}",
        )
    if name in _NESTED and node.kind in ("object", "array"):
        for item in node.items:
            yield from check(item, _NESTED[name])
