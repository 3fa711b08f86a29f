"""Questions with a name: one file each is test, documentation, example and address.

```
#+ id: CQ01
#+ question_de: Wer koordiniert ein Projekt?
#+ question_en: Who coordinates a project?
#+ param: project kind=project label_de="Projekt" label_en="project"
SELECT ?coordinator WHERE {
  VALUES (?project) { (<https://w3id.org/clustergraph/id/project/c3-saxony>) }
  ?coordinator cg:coordinates ?project }
```

A parameter is a variable of a VALUES block with one row; the row holds its default, so that the
file runs as it is in any SPARQL tool. To bind it is to put another *term* in its place: what a
user writes is read as a key, a day, a number or a text first, and written as a term, so nothing
can be glued into the query. (Oxigraph's own substitutions bind only what a SELECT projects.)
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from .. import names
from ..errors import ProjectError, QueryRefused, UnknownThing
from ..findings import Finding
from ..isolation.words import Token, tokens
from ..origin import Origin
from ..rdf import Term, iri, literal

_XSD: Final = names.PREFIXES["xsd"]
_RULE: Final = names.RULES + "UnreadableQuestion"
_REQUIRED: Final = ("id", "question_de", "question_en")
_FIELDS: Final = frozenset((*_REQUIRED, "note_de", "note_en", "topic"))
_TYPES: Final = ("thing", "date", "string", "integer", "lang")
_OPTIONS: Final = frozenset(("kind", "type", "label_de", "label_en"))
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9./-]*")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that a user fills in; ``kind`` is set for a thing of one kind only."""

    name: str
    type: str
    kind: str | None
    default: str
    label_de: str
    label_en: str

    @property
    def expected(self) -> str:
        """What a value must look like, in words."""
        return {
            "thing": f"the key of a {self.kind}" if self.kind else "kind/key of a thing",
            "date": "a day as yyyy-mm-dd",
            "string": "a text",
            "integer": "a whole number",
            "lang": "a language tag such as de",
        }[self.type]

    def term(self, value: str) -> Term | None:
        """Return the term that a value stands for, or None if it does not fit.

        A key may be given with its kind: ``c3-saxony`` or ``project/c3-saxony``.
        """
        if self.type == "thing":
            value = value.removeprefix(f"{self.kind}/")
            if not _KEY.fullmatch(value) or (self.kind is None and "/" not in value):
                return None
            return iri(names.mint(self.kind, value) if self.kind else names.THINGS + value)
        if self.type == "date":
            return literal(value, _XSD + "date") if _is_date(value) else None
        if self.type == "integer":
            return literal(value, _XSD + "integer") if re.fullmatch(r"[+-]?\d+", value) else None
        if self.type == "lang" and not _LANGUAGE.fullmatch(value):
            return None
        return literal(value)


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question in both languages, its parameters and its SPARQL."""

    name: str
    id: str
    question_de: str
    question_en: str
    parameters: tuple[Parameter, ...]
    text: str
    note_de: str = ""
    note_en: str = ""
    topic: str = ""

    def bind(self, given: Mapping[str, str], is_known: Callable[[str], bool] | None = None) -> str:
        """Return the query's text with the given values in place of the defaults.

        ``is_known`` tells whether the graph knows an IRI. Raises UnknownThing for a parameter or
        a thing that does not exist, QueryRefused for a value that does not fit.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        terms: dict[str, Term] = {}
        for name, value in given.items():
            if name not in known:
                raise UnknownThing(
                    f'{self.name} has no parameter "{name}"; it has: {", ".join(known) or "none"}',
                    list(known),
                )
            parameter = known[name]
            term = parameter.term(value)
            if term is None:
                raise QueryRefused(
                    f'{self.name}: {name} is "{value}"; expected {parameter.expected}'
                )
            if parameter.type == "thing" and is_known and not is_known(term[1:-1]):
                raise UnknownThing(
                    f'{self.name}: {name} is "{value}", and the graph knows no '
                    f"{parameter.kind or 'thing'} of that name"
                )
            terms[name] = term
        return _replace(self.text, terms)


def read_named(folder: Path) -> dict[str, NamedQuery]:
    """Read every ``<name>.rq`` of a folder, sorted by id and name; empty if there is no folder.

    Raises ProjectError with a finding for each file and line that cannot be read.
    """
    queries: list[NamedQuery] = []
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.rq")):
        reader = _Reader(PurePosixPath(folder.name, path.name))
        query = reader.read(path)
        findings += reader.findings
        if query is not None:
            queries.append(query)
    if findings:
        raise ProjectError(f"{len(findings)} problems in {folder}", findings)
    return {query.name: query for query in sorted(queries, key=lambda q: (q.id, q.name))}


class _Reader:
    """Reads one file and collects what is wrong with it."""

    def __init__(self, origin: PurePosixPath) -> None:
        self._origin = origin
        self.findings: list[Finding] = []

    def read(self, path: Path) -> NamedQuery | None:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            self._complain(None, path.name, "is not UTF-8", "ist kein UTF-8")
            return None
        fields: dict[str, str] = {}
        parameters: list[Parameter] = []
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("#+"):
                self._read_line(number, line, fields, parameters)
        for name in _REQUIRED:
            if name not in fields:
                self._complain(
                    1, None, f'has no line "#+ {name}: …"', f"hat keine Zeile „#+ {name}: …“"
                )
        slots = _slots(text)
        parameters = [self._with_default(parameter, slots) for parameter in parameters]
        if self.findings:
            return None
        return NamedQuery(name=path.stem, parameters=tuple(parameters), text=text, **fields)

    def _read_line(
        self, number: int, line: str, fields: dict[str, str], parameters: list[Parameter]
    ) -> None:
        name, colon, value = line.removeprefix("#+").partition(":")
        name, value = name.strip(), value.strip()
        if colon and name == "param":
            parameter = self._parameter(number, value)
            if parameter is not None:
                parameters.append(parameter)
        elif colon and name in _FIELDS:
            fields[name] = value
        else:
            known = ", ".join(sorted((*_FIELDS, "param")))
            self._complain(
                number, name, f"is no field; known: {known}", f"ist kein Feld; bekannt: {known}"
            )

    def _parameter(self, number: int, value: str) -> Parameter | None:
        try:
            name, *words = shlex.split(value)
        except ValueError:
            self._complain(number, value, "has no name or an open quote",
                           "hat keinen Namen oder ein offenes Anführungszeichen")  # fmt: skip
            return None
        options = dict(word.partition("=")[::2] for word in words)
        unknown = sorted(options.keys() - _OPTIONS)
        type_ = "thing" if "kind" in options else options.get("type", "string")
        if unknown or type_ not in _TYPES:
            self._complain(
                number,
                unknown[0] if unknown else type_,
                f"is unknown; options: {', '.join(sorted(_OPTIONS))}; types: {', '.join(_TYPES)}",
                f"ist unbekannt; Angaben: {', '.join(sorted(_OPTIONS))}; "
                f"Typen: {', '.join(_TYPES)}",
            )
            return None
        kind = options.get("kind")
        return Parameter(
            name=name,
            type=type_,
            kind=None if kind == "thing" else kind,
            default="",
            label_de=options.get("label_de", name),
            label_en=options.get("label_en", name),
        )

    def _with_default(self, parameter: Parameter, slots: list[_Slot]) -> Parameter:
        """Read the default out of the VALUES block that holds the parameter."""
        slot = next((slot for slot in slots if slot.variable == parameter.name), None)
        if slot is None:
            self._complain(
                None,
                parameter.name,
                f"is a parameter and stands in no VALUES (?{parameter.name}) {{ (…) }} of one row",
                f"ist ein Parameter und steht in keinem VALUES (?{parameter.name}) {{ (…) }} "
                "mit einer Zeile",
            )
            return parameter
        default = _value(slot.term)
        term = parameter.term(default)
        if (parameter.kind is None and parameter.type == "thing") or term is not None:
            return replace(parameter, default=default.removeprefix(f"{parameter.kind}/"))
        self._complain(
            None,
            slot.term,
            f"is no default of {parameter.name}; expected {parameter.expected}",
            f"ist kein Vorgabewert von {parameter.name}; erwartet: {parameter.expected}",
        )
        return parameter

    def _complain(self, line: int | None, value: str | None, english: str, german: str) -> None:
        self.findings.append(
            Finding(
                Origin(self._origin, line),
                rule=_RULE,
                message_en=english,
                message_de=german,
                value=value,
            )
        )


@dataclass(frozen=True, slots=True)
class _Slot:
    """A term in a VALUES block of one row, and where it stands in the text."""

    variable: str
    term: str
    start: int
    end: int


def _replace(text: str, terms: Mapping[str, Term]) -> str:
    """Put terms into the slots of their variables, the last slot first."""
    for slot in reversed(_slots(text)):
        if slot.variable in terms:
            text = text[: slot.start] + terms[slot.variable] + text[slot.end :]
    return text


def _slots(text: str) -> list[_Slot]:
    """Find VALUES (?a ?b) { (x y) } and VALUES ?a { x }: blocks with one row."""
    words = list(tokens(text))
    slots: list[_Slot] = []
    for position, token in enumerate(words):
        if token.kind == "word" and token.text.upper() == "VALUES":
            variables, after = _bracketed(words, position + 1, "(", ")")
            rows, _ = _bracketed(words, after, "{", "}")
            row, end = _bracketed(rows, 0, "(", ")")
            if end >= len(rows):
                terms = _terms(text, row)
                if len(terms) == len(variables):
                    slots += [
                        _Slot(variable.text[1:], *term)
                        for variable, term in zip(variables, terms, strict=True)
                    ]
    return slots


def _bracketed(
    words: list[Token], start: int, opening: str, closing: str
) -> tuple[list[Token], int]:
    """Return what stands in brackets and the position after; without brackets, one word or all."""
    if start < len(words) and words[start].text == opening:
        for end in range(start + 1, len(words)):
            if words[end].text == closing:
                return words[start + 1 : end], end + 1
    if opening == "(" and start == 0:
        return words, len(words)
    return words[start : start + 1], start + 1


def _terms(text: str, row: list[Token]) -> list[tuple[str, int, int]]:
    """Put the words of a row together to terms: a string with its language or datatype is one."""
    terms: list[tuple[str, int, int]] = []
    is_open = False  # the next word belongs to the term before it
    for token in row:
        end = token.start + len(token.text)
        if token.text == "^" or token.kind == "language" or is_open:
            _, start, _ = terms.pop()
            terms.append((text[start:end], start, end))
            is_open = token.text == "^"
        else:
            terms.append((token.text, token.start, end))
    return terms


def _value(term: str) -> str:
    """Return the value that a user would write for a term of the text."""
    if term.startswith("<"):
        return term[1:-1].removeprefix(names.THINGS)
    match = re.match(r"\"([^\"]*)\"|'([^']*)'", term)
    return (match[1] or match[2] or "") if match else term


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
