"""Foreign keys: what a description may say of them, and the tables they lead to (5.5.2).

Unlike elsewhere, a property too many is an error here: the standard wants these objects to hold
their own properties only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ..located import Node
from .context import normalize
from .log import Log
from .model import Reference, TableDescription
from .properties import Properties

_KEY: Final = frozenset({"columnReference", "reference"})
_REFERENCE: Final = frozenset({"columnReference", "resource", "schemaReference"})


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key between two tables, given by their places in the group."""

    table: int
    columns: tuple[str, ...]
    other: int
    referenced: tuple[str, ...]


def references_of(items: Iterable[Node], take: Properties, named: set[str]) -> Iterator[Reference]:
    """Read the foreign keys of a schema whose columns are ``named``.

    Raises TableError for one that lacks what it needs, holds what it must not, or names a column
    that is not described by that name.
    """
    for item in items:
        if item.kind != "object":
            take.warn(item, "is no foreign key and is left out",
                      "ist kein Fremdschlüssel und wird übergangen", item.plain())  # fmt: skip
            continue
        _only(item, _KEY, take)
        there = item.members.get("reference")
        if there is None or there.kind != "object":
            take.stop(there or item, "a foreign key needs a reference",
                      "ein Fremdschlüssel braucht reference")  # fmt: skip
            return
        _only(there, _REFERENCE, take)
        if ("resource" in there.members) == ("schemaReference" in there.members):
            take.stop(there, "a reference has either resource or schemaReference",
                      "ein Verweis hat entweder resource oder schemaReference")  # fmt: skip
        columns, referenced = _columns(item, take), _columns(there, take)
        if not set(columns) <= named:
            take.stop(item.members["columnReference"], "names no described column",
                      "nennt keine beschriebene Spalte", ", ".join(columns))  # fmt: skip
        if len(columns) != len(referenced):
            take.stop(item, "refers to another number of columns than it has",
                      "verweist auf eine andere Zahl von Spalten, als er hat")  # fmt: skip
        resource, schema = (
            take.link(name, there.members[name]) if name in there.members else None
            for name in ("resource", "schemaReference")
        )
        yield Reference(columns, referenced, resource, schema, item, take.context.source)


def keys_between(tables: Sequence[TableDescription], log: Log) -> list[ForeignKey]:
    """Find the tables that the foreign keys of a group lead to.

    Raises TableError for a key that leads to no table, or to columns that its schema does not name.
    """
    by_url = {normalize(table.url): at for at, table in reversed(list(enumerate(tables)))}
    by_schema = {
        normalize(table.schema.identifier): at
        for at, table in reversed(list(enumerate(tables)))
        if table.schema and table.schema.identifier
    }
    keys = []
    for at, table in enumerate(tables):
        for one in table.schema.references if table.schema else ():
            named = one.resource or one.schema or ""
            other = (by_url if one.resource else by_schema).get(normalize(named))
            place = log.at(one.source, one.node)
            if other is None:
                log.stop("BadDescription", place, "refers to no described table",
                         "verweist auf keine beschriebene Tabelle", named)  # fmt: skip
            schema = tables[other].schema
            known = {column.name for column in schema.columns} if schema else set()
            if not set(one.referenced) <= known:
                log.stop("BadDescription", place, "refers to a column that is not described",
                         "verweist auf eine Spalte, die nicht beschrieben ist",
                         ", ".join(one.referenced))  # fmt: skip
            keys.append(ForeignKey(at, one.columns, other, one.referenced))
    return keys


def _only(node: Node, allowed: frozenset[str], take: Properties) -> None:
    for name, member in node.members.items():
        if name not in allowed:
            take.stop(member, "must not stand in a foreign key",
                      "darf nicht in einem Fremdschlüssel stehen", name)  # fmt: skip


def _columns(node: Node, take: Properties) -> tuple[str, ...]:
    given = node.members.get("columnReference")
    names = take.names("columnReference", given) if given is not None else ()
    if not names:
        take.stop(given or node, "a foreign key needs columnReference",
                  "ein Fremdschlüssel braucht columnReference")  # fmt: skip
    return names
