"""From a row of cells to its triples, as ``tables.map_table`` gives them, without the checking.

The mapper reads files and checks every cell, which takes minutes at millions of triples. Here rows
come straight from the generator, tidy and in order, and only the meaning of the columns is left:
the same plan, the same templates, the same literals. A test compares the two on a small project.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from clustergraph import names, rdf
from clustergraph.tables import Column, Table
from clustergraph.tables.templates import Template

Values = Mapping[str, str]
Expand = Callable[[Values], rdf.Term | None]

_PLAIN = re.compile(r"[A-Za-z0-9_~-]+(?:/[A-Za-z0-9_~-]+)*")
_ROWS = f"<{names.ROWS}"


@dataclass(frozen=True, slots=True)
class Triples:
    """What one row says, as lines of N-Triples: about the world, and about itself."""

    world: list[str]
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class _Column:
    """A column ready for rows; the numbers are those of its templates in the table's list."""

    name: str
    is_virtual: bool
    about: int
    predicate: int
    value: int | None
    datatype: str
    language: str | None


class Emitter:
    """Writes the rows of one table as lines of N-Triples."""

    def __init__(self, table: Table) -> None:
        self._templates: list[Template] = []
        self._columns = [self._ready(c) for c in table.columns if not c.suppressed]
        self._expand = [_expander(template) for template in self._templates]
        self._read = [(c.name, c.default, c.separator) for c in table.written]

    def _ready(self, column: Column) -> _Column:
        """Number the templates of a column, or refuse what no table of the generator has."""
        if column.about is None or column.predicate is None:
            raise ValueError(f"{column.name}: neither suppressed nor described")
        if column.is_virtual and column.value is None:
            raise ValueError(f"{column.name}: a virtual column without valueUrl")
        if column.separator and column.name in (
            *column.about.variables,
            *column.predicate.variables,
        ):
            raise ValueError(f"{column.name}: a list whose items are subjects or properties")
        return _Column(
            column.name,
            column.is_virtual,
            self._number(column.about),
            self._number(column.predicate),
            self._number(column.value) if column.value else None,
            column.datatype.iri,
            column.language if column.datatype.is_text else None,
        )

    def _number(self, template: Template) -> int:
        if template not in self._templates:
            self._templates.append(template)
        return self._templates.index(template)

    def triples(self, cells: Values) -> Triples:
        """Return the triples of a row; cells are tidy, and a missing one is empty."""
        shared = {}
        items: dict[str, list[str]] = {}
        for name, default, separator in self._read:
            text = cells.get(name) or default
            if text:
                parts = list(dict.fromkeys(text.split(separator))) if separator else [text]
                items[name] = parts
                shared[name] = ",".join(parts)
        terms = [expand(shared) for expand in self._expand]
        world: dict[str, None] = {}
        evidence: dict[str, None] = {}
        for column in self._columns:
            subject, predicate = terms[column.about], terms[column.predicate]
            if subject is None or predicate is None:
                continue
            into = evidence if subject.startswith(_ROWS) else world
            for value in self._values(column, terms, shared, items):
                if value is not None:
                    into[f"{subject} {predicate} {value} .\n"] = None
        return Triples(list(world), list(evidence))

    def _values(
        self,
        column: _Column,
        terms: list[rdf.Term | None],
        shared: dict[str, str],
        items: dict[str, list[str]],
    ) -> list[rdf.Term | None]:
        if column.is_virtual:
            return [terms[column.value or 0]]
        own = items.get(column.name, [])
        if column.value is None:
            return [rdf.literal(item, column.datatype, column.language) for item in own]
        if len(own) == 1:
            return [terms[column.value]]
        return [self._expand[column.value]({**shared, column.name: item}) for item in own]


def _expander(template: Template) -> Expand:
    """Return a function that expands a template, fast where all values are keys or paths.

    Where the values stand is learnt from the mapper's own expansion.
    """
    if template.constant is not None:
        term = rdf.iri(template.constant)
        return lambda _: term
    marks = {name: f"mark-{number}" for number, name in enumerate(template.variables)}
    parts = re.split(r"mark-(\d+)", rdf.iri(template.expand(marks) or "").replace("%", "%%"))
    form = "%s".join(parts[::2])
    order = [template.variables[int(part)] for part in parts[1::2]]
    is_path = "{+" in template.text

    def expand(values: Values) -> rdf.Term | None:
        try:
            found = tuple(values[name] for name in order)
        except KeyError:
            return None
        if all(_PLAIN.fullmatch(value) and (is_path or "/" not in value) for value in found):
            return form % found
        slow = template.expand(values)
        return None if slow is None else rdf.iri(slow)

    return expand
