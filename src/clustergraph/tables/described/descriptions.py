"""``source.description.yaml``: which files a list has, and which of its columns mean what.

YAML 1.2, taken apart by ruamel.yaml into nodes with lines and never into values: ``NO`` stays two
letters, ``2014-11-1`` stays what was written, a year stays text. Aliases, which can blow up, and
keys that stand twice with two values are refused; a key that stands twice with one value is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ...findings import Finding
from ...origin import Origin
from ..rules import finding
from .spelling import same

_NULL: Final = "tag:yaml.org,2002:null"
_MOST_BYTES: Final = 4 * 1024 * 1024
# What only tells where a list comes from: the first of two values stands, and the second is told.
_ASIDE: Final = frozenset({"contributors", "description", "scraper_required", "sources", "title"})

Value = "str | None | list[Value] | dict[str, Value]"


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the data: its header, what the author calls it, the field it means, if any."""

    name: str
    means: str | None
    translation: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Resource:
    """A data file with its columns and what holds for all of its rows.

    ``options`` are the parser's: delimiter, encoding, quotechar, headers (the number of the line
    or row with the header), decimal, dates. ``categories`` translate the cells of a field.
    """

    path: str
    line: int
    title: str | None = None
    published: str | None = None
    fields: tuple[Field, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Description:
    """One list: its title, its language, where it was published, and its files."""

    title: str | None
    language: str | None
    web: str | None
    resources: tuple[Resource, ...]


def read_description(data: bytes, place: PurePosixPath, found: list[Finding]) -> Description | None:
    """Read a description; what is wrong goes to ``found``, and None says it cannot be used."""
    try:
        if len(data) > _MOST_BYTES:
            raise _Refused("is larger than 4 MiB", "ist größer als 4 MiB")
        text = data.decode("utf-8-sig")
        yaml = YAML(typ="safe", pure=True)
        for event in yaml.parse(text):
            if isinstance(event, AliasEvent):
                raise _Refused("holds an alias (*name), which is not read",
                               "enthält einen Verweis (*name), der nicht gelesen wird",
                               event.start_mark.line + 1)  # fmt: skip
        node = YAML(typ="safe", pure=True).compose(text)
        plain = _plain(node, place, found)
        return _description(plain, node)
    except _Refused as error:
        found.append(_bad(Origin(place, error.line), error.english, error.german))
    except UnicodeDecodeError:
        found.append(_bad(Origin(place), "is not UTF-8", "ist nicht in UTF-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Origin(place, mark.line + 1, mark.column + 1) if mark else Origin(place)
        found.append(_bad(at, f"is no YAML: {error.problem}", f"ist kein YAML: {error.problem}"))
    except (YAMLError, RecursionError):
        found.append(_bad(Origin(place), "is no YAML", "ist kein YAML"))
    return None


class _Refused(Exception):
    def __init__(self, english: str, german: str, line: int | None = None) -> None:
        super().__init__(english)
        self.english, self.german, self.line = english, german, line


def _bad(origin: Origin, english: str, german: str, value: str | None = None) -> Finding:
    return finding("BadList", origin, english, german, value=value)


def _plain(node: Node | None, place: PurePosixPath, found: list[Finding]) -> object:
    """Return texts, lists and dicts; the lines of lists and dicts stay with the nodes."""
    if isinstance(node, ScalarNode):
        return None if node.tag == _NULL or node.value == "" else str(node.value)
    if isinstance(node, SequenceNode):
        return [_plain(item, place, found) for item in node.value]
    if not isinstance(node, MappingNode):
        return None
    values: dict[str, object] = {}
    for key, item in node.value:
        name, value = str(key.value), _plain(item, place, found)
        if name in values:
            if values[name] != value and name not in _ASIDE:
                raise _Refused(f"{name} stands twice with two values",
                               f"{name} steht zweimal mit zwei Werten",
                               key.start_mark.line + 1)  # fmt: skip
            at = Origin(place, key.start_mark.line + 1, key.start_mark.column + 1)
            found.append(
                finding("RepeatedItem", at, "stands twice; the first is taken",
                        "steht zweimal; das erste gilt", value=name)
            )  # fmt: skip
            continue
        values[name] = value
    return values


def _description(plain: object, node: Node | None) -> Description:
    top = _mapping(plain)
    resources = top.get("resources")
    if not isinstance(resources, list) or not resources:
        raise _Refused("names no resources", "nennt keine resources")
    nodes = _child(node, "resources")
    lines = [n.start_mark.line + 1 for n in nodes.value] if nodes else []
    above: dict[str, Mapping[str, object]] = {
        "constants": _texts(top.get("add_constants")),
        "categories": _categories(top.get("add_categories")),
    }
    return Description(
        title=_text(top.get("title")),
        language=(_text(top.get("language")) or "").lower() or None,
        web=_web(top.get("sources")),
        resources=tuple(
            _resource(_mapping(item), above, line, sub)
            for item, line, sub in zip(resources, lines, nodes.value if nodes else (), strict=True)
        ),
    )


def _resource(
    given: Mapping[str, object], above: Mapping[str, Mapping[str, object]], line: int, node: Node
) -> Resource:
    path = _text(given.get("path"))
    if not path:
        raise _Refused("a resource has no path", "eine resource hat keinen path", line)
    schema = _child(_child(node, "schema"), "fields")
    rows = _mapping(given.get("schema")).get("fields")
    fields = tuple(_fields(rows if isinstance(rows, list) else [], schema))
    if not fields:
        raise _Refused("a resource describes no fields", "eine resource beschreibt keine fields",
                       line)  # fmt: skip
    constants = {**above["constants"], **_texts(given.get("constant_fields"))}
    constants |= _texts(given.get("add_constants"))
    if currency := _text(given.get("currency_code")):
        constants["currency_code"] = currency
    options = {k: v for k in ("encoding", "quotechar") if (v := _text(given.get(k)))}
    return Resource(
        path,
        line,
        _text(given.get("title")),
        _text(given.get("publication_date")),
        fields,
        {key: str(value) for key, value in constants.items()},
        {**above["categories"], **_categories(given.get("add_categories"))},  # type: ignore[dict-item]
        {**options, **_texts(given.get("parser_options"))},
    )


def _fields(rows: list[object], node: Node | None) -> Iterator[Field]:
    lines = [n.start_mark.line + 1 for n in node.value] if node else []
    for row, line in zip(rows, lines, strict=True):
        given = _mapping(row)
        name = _text(given.get("name"))
        if name is None:
            raise _Refused("a field has no name", "ein field hat keinen Namen", line)
        means = _text(given.get("maps_to"))
        yield Field(name, means.strip() if means else None, _text(given.get("translates_to")), line)


def _child(node: Node | None, name: str) -> Node | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if same(str(key.value), name):
                return value  # type: ignore[no-any-return]  # ruamel.yaml is not typed here
    return None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> dict[str, str]:
    return {key: text for key, item in _mapping(value).items() if (text := _text(item))}


def _categories(value: object) -> dict[str, dict[str, str]]:
    return {key: _texts(item) for key, item in _mapping(value).items()}


def _web(value: object) -> str | None:
    for item in value if isinstance(value, list) else []:
        if web := _text(_mapping(item).get("web")):
            return web.strip()
    return None


def read_model(data: bytes, place: PurePosixPath, found: list[Finding]) -> tuple[str, ...]:
    """Return the names of the fields of the common model, in order."""
    try:
        node = YAML(typ="safe", pure=True).compose(data.decode("utf-8-sig"))
        rows = _mapping(_plain(node, place, found)).get("fields")
    except (YAMLError, UnicodeDecodeError, RecursionError, _Refused):
        rows = None
    names = (
        [_text(_mapping(row).get("name")) for row in rows if row] if isinstance(rows, list) else []
    )
    if not names:
        found.append(_bad(Origin(place), "names no fields", "nennt keine Felder"))
    return tuple(name for name in dict.fromkeys(names) if name)
