"""A description compiled: one generated function a table, which writes clean rows as N-Triples.

A row is judged by one regular expression (``fitting``) and written with f-strings; 1.5 to 2 million
triples a CPU second in plain Python. A row that does not fit is left to ``mapping``, which says
what is wrong with it, or that nothing is. Nothing of a description enters the generated text but
through ``repr``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from .. import names, rdf
from .checking import lexical_of
from .fitting import END, IN_TEMPLATE, TOO_MANY_HYPHENS, cell_pattern, fit_of
from .plan import Column, Table
from .templates import Template

_MOST_REMEMBERED: Final = 50_000  # texts of one column, about 10 MB
_LATE: Final = frozenset({"_row", "_sourceRow"})

AT_ONCE: Final = 256  # rows: with more of them the texts outgrow the cache of the processor

Writer = Callable[..., None]


class NotCompilable(Exception):  # it is no error: such a table takes the long way
    """A table's description asks for more than the generated functions do."""


class Memo(dict[str, tuple[str, str] | None]):
    """What texts of one column mean, as (lexical, term); None for what needs a second look."""

    def __init__(self, column: Column, operators: Iterable[str]) -> None:
        super().__init__()
        self._column = column
        self._fits = [re.compile(IN_TEMPLATE[one]).fullmatch for one in operators]

    def __missing__(self, text: str) -> tuple[str, str] | None:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        self[text] = found = self._read(text)
        return found

    def _read(self, text: str) -> tuple[str, str] | None:
        column = self._column
        lexical = lexical_of(column, text)
        if lexical is None or not all(fits(lexical) for fits in self._fits):
            return None
        if lexical == "":
            return ("", "")
        language = column.language if column.datatype.is_text else None
        return lexical, rdf.literal(lexical, column.datatype.iri, language)


def writer_of(table: Table) -> Writer | None:
    """Compile the description of a table, or return None where it asks for too much.

    The function takes ``(records, slow, again, seen, flush)``; see ``streaming``. Tables whose
    templates are more than a beginning and plain variables, and lists of what has no known form,
    are not compiled.
    """
    try:
        return _Compiler(table).compile()
    except NotCompilable:
        return None


@dataclass
class _Use:
    """How a column's cells are used: as themselves, or in templates."""

    operators: set[str] = field(default_factory=set)
    is_shared: bool = False


class _Compiler:
    """Writes the function of one table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.numbers = {column.name: i for i, column in enumerate(table.written)}
        self.fits = [fit_of(column) for column in table.written]
        self.uses = [_Use() for _ in table.written]
        self.given: dict[str, object] = {}
        self.always: dict[str, list[str]] = {"world": [], "about": []}
        self.lines: list[str] = []
        # The subjects of a row: the inside of an f-string → its name, and what must be filled.
        self.subjects: dict[str, tuple[str, tuple[str, ...]]] = {}

    def compile(self) -> Writer:
        """Return the function."""
        for column in self.table.columns:
            if not column.suppressed and not self.table.suppressed:
                self._note_uses(column)
        pattern = "".join(self._pattern(i) for i in range(len(self.fits)))
        body = [*self._reading(), *self._key()]
        if not self.table.suppressed:
            for column in self.table.columns:
                if not column.suppressed:
                    self._statement(column)
        text = "\n".join(self._text(body))
        self.given.update(fits=re.compile(pattern).fullmatch, END=END, ESCAPES=rdf.ESCAPES)
        exec(compile(text, f"<writer of {self.table.name}>", "exec"), self.given)  # noqa: S102  # our text
        return self.given["write"]  # type: ignore[return-value]

    # --- what the cells of a column must be like

    def _note_uses(self, column: Column) -> None:
        for template in (column.about, column.predicate, column.value):
            for operator, name in _variables(template):
                if name in self.numbers:
                    use = self.uses[self.numbers[name]]
                    use.operators.add(operator)
                    use.is_shared |= name != column.name
        if column.is_virtual and column.value is None and not column.default:
            raise NotCompilable
        if any(name == column.name for _, name in _variables(column.about)) and column.separator:
            raise NotCompilable

    def _pattern(self, number: int) -> str:
        column, use = self.table.written[number], self.uses[number]
        if column.separator and (use.is_shared or column.default or set(column.null) != {""}):
            raise NotCompilable
        pattern = cell_pattern(column, self.fits[number], use.operators)
        if pattern is None:
            raise NotCompilable
        return pattern

    # --- reading a row

    def _reading(self) -> Iterator[str]:
        """Yield the lines that take a row's cells and bring them to what is written."""
        cells = ", ".join(f"c{i}" for i in range(len(self.fits)))
        yield f"{cells}{',' if len(self.fits) == 1 else ''} = cells"
        for i, (column, fit) in enumerate(zip(self.table.written, self.fits, strict=True)):
            if fit.pattern is None:
                self.given[f"memo{i}"] = Memo(column, self.uses[i].operators)
                yield f"m{i} = memo{i}[c{i}]"
                yield f"if m{i} is None: slow(number, record); continue"
                yield f"c{i}, t{i} = m{i}"
                continue
            others = tuple(text for text in column.null if text)
            if column.default:
                yield f"if not c{i}: c{i} = {self._default(i)!r}"
            if others:
                yield f"if c{i} in {others!r}: c{i} = ''"
            if others and column.required:
                yield f"if not c{i}: slow(number, record); continue"
            if column.separator:
                yield f"l{i} = c{i}.split({column.separator!r}) if c{i} else ()"
                yield f"if len(l{i}) > 1 and len(set(l{i})) < len(l{i}):"
                yield "    slow(number, record); continue"
            elif fit.is_decimal:
                yield f"if '.' in c{i}: c{i} = c{i}.rstrip('0').rstrip('.')"
        free = [f"c{i} = c{i}.translate(ESCAPES)" for i, one in enumerate(self.fits) if one.is_free]
        if free:
            yield "if '\"' in joined or '\\\\' in joined:"
            yield "    " + "; ".join(free)

    def _key(self) -> Iterator[str]:
        """Yield the lines that look for a key that was there before."""
        keys = [self.numbers[name] for name in self.table.primary_key if name in self.numbers]
        if not keys or len(keys) < len(self.table.primary_key):
            return
        if any(self.table.written[i].separator for i in keys):
            raise NotCompilable
        values = " + '\\x1e' + ".join(f"c{i}" for i in keys)
        filled = " and ".join(f"c{i}" for i in keys if not self._is_filled(i))
        test = f"if {filled} and seen({values})" if filled else f"if seen({values})"
        yield f"{test}: again(number, record); continue"

    def _default(self, number: int) -> str:
        """Return what stands for an empty cell, if it is clean itself."""
        column = self.table.written[number]
        pattern = self._pattern(number)
        if set(column.null) != {""} or not re.fullmatch(pattern, column.default + END):
            raise NotCompilable
        return column.default

    def _is_filled(self, number: int) -> bool:
        column = self.table.written[number]
        return bool(column.default) or (
            column.required and self.fits[number].pattern is not None and not column.separator
        )

    # --- writing it

    def _statement(self, column: Column) -> None:
        """Add what writes one column's triples."""
        i = self.numbers.get(column.name)
        own = f"i{i}" if i is not None and column.separator else None
        about, needs = self._expand(column.about, column, own)
        predicate, more = self._expand(column.predicate, column, own)
        value, last = self._object(column, own)
        needs = {**needs, **more, **last}
        if i is not None and own is None and not self._is_filled(i):
            needs[i] = None
        needs = {n: None for n in needs if not self._is_filled(n) and n != (i if own else None)}
        sink = "about" if (column.about and _stem(column.about).startswith(names.ROWS)) else "world"
        named = self._expand(column.about, column, own)[1]
        inside = about[1:-1]
        if inside not in self.subjects:
            filled = tuple(f"c{n}" for n in named if not self._is_filled(n))
            self.subjects[inside] = (f"s{len(self.subjects)}", filled)
        about = f"<{{{self.subjects[inside][0]}}}>"
        line = f"{about} {predicate} {value} .\n"
        if own:
            test = f"if {' and '.join(f'c{n}' for n in needs)}: " if needs else ""
            loop = f"for {own} in l{i}: {_sink(sink)} += f{line!r}"
            self.lines += [f"{test.rstrip()}", f"    {loop}"] if test else [loop]
        elif needs:
            test = " and ".join(f"c{n}" for n in needs)
            self.lines.append(f"if {test}: {_sink(sink)} += f{line!r}")
        else:
            self.always[sink].append(line)

    def _expand(
        self, template: Template | None, column: Column, own: str | None
    ) -> tuple[str, dict[int, None]]:
        """Return the inside of an f-string for an IRI, and the columns that must be filled."""
        if template is None:
            raise NotCompilable
        if template.constant is not None:
            if not rdf.is_iri(template.constant):
                raise NotCompilable
            return _escaped(f"<{template.constant}>"), {}
        if template.stem and not rdf.is_iri(template.stem):
            raise NotCompilable
        needs: dict[int, None] = {}
        parts = ["<", _escaped(_stem(template))]
        for _, name, literal in template.pieces or (("", template.variables[0], ""),):
            if name in self.numbers:
                i = self.numbers[name]
                needs[i] = None
                is_own = own and name == column.name
                parts.append("{" + (own if is_own else f"c{i}") + "}")  # type: ignore[operator]
            elif name in _LATE:
                parts.append("{number}" if name == "_row" else "{line}")
            else:
                parts.append(_escaped(_constant(name, column)))
            parts.append(_escaped(literal))
        return "".join([*parts, ">"]), needs

    def _object(self, column: Column, own: str | None) -> tuple[str, dict[int, None]]:
        if column.value is not None:
            return self._expand(column.value, column, own)
        if column.is_virtual:
            language = column.language if column.datatype.is_text else None
            return _escaped(rdf.literal(column.default, column.datatype.iri, language)), {}
        i = self.numbers[column.name]
        if self.fits[i].pattern is None:
            return f"{{t{i}}}", {}
        return f'"{{{own or f"c{i}"}}}"' + _escaped(self.fits[i].suffix), {}

    def _text(self, body: Sequence[str]) -> Iterator[str]:
        """Yield the lines of the function."""
        yield "def write(records, slow, again, seen, flush):"
        yield "    world, about, kept, subjects = [], [], [], []"
        yield "    for number, record in records:"
        yield "        line, cells, is_broken = record"
        yield "        joined = END.join(cells) + END"
        yield (f"        if fits(joined) is None or {TOO_MANY_HYPHENS!r} in joined or is_broken:")
        yield "            slow(number, record); continue"
        for one in body:
            yield "        " + one
        for inside, (name, _) in self.subjects.items():
            yield f"        {name} = f{inside!r}"
        for sink, lines in self.always.items():
            text = "f" + repr("".join(lines)) if lines else "''"
            yield f"        {_sink(sink)} = {text}"
        for one in self.lines:
            yield "        " + one
        yield "        world.append(w)"
        yield "        about.append(r)"
        yield "        kept.append(f'{number}{END}{line}{END}{joined}')"
        parts = [" and ".join([*filled, name]) for name, filled in self.subjects.values()]
        yield f"        subjects.append(({', '.join(parts)}{',' if parts else ''}))"
        yield f"        if len(kept) == {AT_ONCE}:"
        yield "            flush(world, about, kept, subjects)"
        yield "            world, about, kept, subjects = [], [], [], []"
        yield "    flush(world, about, kept, subjects)"


def _variables(template: Template | None) -> tuple[tuple[str, str], ...]:
    """Return the variables of a template with the kind of their use."""
    if template is None or template.constant is not None:
        return ()
    if template.text == f"{{+{template.variables[0]}}}":
        return (("address", template.variables[0]),)
    if not template.pieces:
        raise NotCompilable
    return tuple((operator, name) for operator, name, _ in template.pieces)


def _stem(template: Template) -> str:
    if template.constant is not None:
        return template.constant
    return template.stem


def _constant(name: str, column: Column) -> str:
    """Return the value of a variable that the description alone gives."""
    value = column.name if name == "_name" else str(column.number)
    if name not in ("_name", "_column", "_sourceColumn") or not re.fullmatch(
        IN_TEMPLATE[""], value
    ):
        raise NotCompilable
    return value


def _escaped(text: str) -> str:
    """Write a text so that an f-string gives it back."""
    return text.replace("{", "{{").replace("}", "}}")


def _sink(name: str) -> str:
    return "w" if name == "world" else "r"
