"""What crosses the pipe between a worker and its parent: plain JSON, and nothing is believed.

The worker read text of others. So the parent takes each thing apart anew: terms must be terms,
paths must be those that it asked about, and words lose what could command a terminal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from ... import names
from ...findings import Finding, Severity
from ...origin import Origin
from ...rdf import Term, Triple, is_iri
from ...validation import Result, Shape
from ...validation.guests import Tally
from ..constraints import Constraint, Route, Step

_IRI: Final = r'<[^\x00-\x20<>"{}|^`\\]*>'
_TERM: Final = re.compile(rf'{_IRI}|_:[\w.-]+|"(?:[^"\\\n\r]|\\.)*"(?:@[A-Za-z0-9-]+|\^\^{_IRI})?')
_PATH: Final = re.compile(rf"(?:{_IRI}|[\[\]() ;])*")
_COMMANDS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_LONGEST: Final = 1000  # characters of a message; what is cut ends in …
_WHOLE: Final = re.compile(r'"-?\d{1,18}"\^\^<[^>]*integer>')

Key = tuple[str, Term, Term | None]


@dataclass(frozen=True, slots=True)
class Told:
    """What one source's shapes say of the graph, and what is wrong with the shapes themselves.

    ``witnesses`` holds, by shape, focus node and value, the triples that a result rests on.
    """

    findings: tuple[Finding, ...]
    shapes: tuple[Shape, ...]
    tallies: Mapping[str, Tally]
    constraints: Mapping[str, Constraint]
    results: tuple[Result, ...]
    witnesses: Mapping[Key, tuple[Triple, ...]]


def write(told: Told) -> bytes:
    """Write what the worker found."""
    content = {
        "findings": [_written(one) for one in told.findings],
        "shapes": [
            [s.iri, s.sentence, s.severity, s.message_en, s.message_de, str(s.path), s.line]
            for s in told.shapes
        ],
        "tallies": {name: [t.focus_nodes, t.seconds] for name, t in told.tallies.items()},
        "constraints": {
            name: [
                [[step.predicate, step.inverse] for (step,) in c.routes],
                [[step.predicate, step.inverse] for (step,) in c.inner],
                c.path,
                dict(c.parameters),
                c.schemes,
                c.classes,
            ]
            for name, c in told.constraints.items()
        },
        "results": [
            [r.focus, r.path, r.value, r.shape, r.message_en, r.message_de,
             told.witnesses.get((r.shape, r.focus, r.value), ())]
            for r in told.results
        ],
    }  # fmt: skip
    return json.dumps(content).encode()


def _written(one: Finding) -> list[str | int | None]:
    return [str(one.origin.path), one.origin.line, one.origin.column, one.rule, one.message_en,
            one.message_de, one.severity, one.value, one.mend, one.focus]  # fmt: skip


def read(data: bytes, files: Collection[PurePosixPath], folder: PurePosixPath) -> Told:
    """Read what a worker wrote; undoes write(). Raises ValueError when no worker of ours wrote it.

    A place must be in one of ``files``; any other is the ``folder``.
    """
    try:
        return _read(json.loads(data), files, folder)
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError) as error:
        raise ValueError(f"no answer of a worker: {error!r}") from error


def _read(said: Any, files: Collection[PurePosixPath], folder: PurePosixPath) -> Told:
    shapes = {}
    for name, sentence, severity, english, german, path, line in said["shapes"]:
        place = place_of(path, line, None, files, folder)
        words = (Severity(severity), plain(english), plain(german))
        shapes[name] = Shape(_iri(name), plain(sentence), *words, place.path, place.line)
    results: list[Result] = []
    witnesses: dict[Key, tuple[Triple, ...]] = {}
    for focus, path, value, name, english, german, triples in said["results"]:
        value = None if value is None else _term(value)
        words = (shapes[name].severity, plain(english), plain(german))
        property_ = None if path is None else _iri(path)
        results.append(Result(_term(focus), property_, value, name, *words))
        if triples:
            found = tuple((_term(s), _term(p), _term(o)) for s, p, o in triples)
            witnesses[name, focus, value] = found
    asked = {result.shape for result in results if (result.shape, result.focus, result.value)
             in witnesses}  # fmt: skip
    return Told(
        tuple(_finding(one, files, folder) for one in said["findings"]),
        tuple(shapes.values()),
        {
            _iri(name): Tally(int(count), None if seconds is None else float(seconds))
            for name, (count, seconds) in said["tallies"].items()
        },
        {
            name: _constraint(one, (name,) if name in asked else ())
            for name, one in said["constraints"].items()
        },
        tuple(results),
        witnesses,
    )


def place_of(
    path: object,
    line: object,
    column: object,
    files: Collection[PurePosixPath],
    folder: PurePosixPath,
) -> Origin:
    """Return a place in one of some files; the folder for any other."""
    file = PurePosixPath(str(path))
    if file not in files:
        return Origin(folder)
    return Origin(file, None if line is None else _count(line), None if column is None else
                  _count(column))  # fmt: skip


def _finding(said: Any, files: Collection[PurePosixPath], folder: PurePosixPath) -> Finding:
    path, line, column, rule, english, german, severity, value, mend, focus = said
    if not str(rule).startswith((names.RULES, names.SHAPES)):
        raise ValueError(f"{rule} is no rule")
    return Finding(
        place_of(path, line, column, files, folder),
        _iri(rule),
        plain(english),
        plain(german),
        Severity(severity),
        value=None if value is None else plain(value),
        mend=None if mend is None else plain(mend),
        focus=None if focus is None else plain(focus),
    )


def _constraint(said: Any, selects: tuple[str, ...]) -> Constraint:
    """Read what leads to the cells; for a query stands the shape that asks it."""
    routes, inner, path, parameters, schemes, classes = said
    if path is not None and not (len(path) < _LONGEST and _PATH.fullmatch(path)):
        path = None
    return Constraint(
        _routes(routes),
        path,
        {
            str(name): tuple(
                _whole(value) if name in ("minCount", "maxCount") else _term(value)
                for value in values
            )
            for name, values in parameters.items()
        },
        _routes(inner),
        tuple(map(_term, schemes)),
        tuple(map(_term, classes)),
        selects,
    )


def _routes(said: Any) -> tuple[Route, ...]:
    return tuple((Step(_term(predicate), bool(inverse)),) for predicate, inverse in said)


def _term(said: Any) -> Term:
    if not _TERM.fullmatch(said):
        raise ValueError(f"{said!r} is no term")
    return str(said)


def _whole(said: Any) -> Term:
    if not _WHOLE.fullmatch(said):
        raise ValueError(f"{said!r} counts nothing")
    return str(said)


def _iri(said: Any) -> str:
    if not is_iri(said):
        raise ValueError(f"{said!r} is no IRI")
    return str(said)


def _count(said: Any) -> int:
    if not isinstance(said, int) or said < 1:
        raise ValueError(f"{said!r} is no line or column")
    return said


def plain(said: str) -> str:
    """Return words as one line that a terminal can show."""
    text = _COMMANDS.sub(" ", said).strip()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
