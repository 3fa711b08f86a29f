"""What a shape asks for, as far as it leads to the cells that break it.

The validator says that a shape is broken, where and by which value. Which cells have part in it
(the other date of a comparison, the empty cells of a choice) stands in the shape itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from .. import names
from ..rdf import Term, Triple, is_literal, parts_of

_SH: Final = names.PREFIXES["sh"]
_RDF: Final = names.PREFIXES["rdf"]
_IN_SCHEME: Final = f"<{names.PREFIXES['skos']}inScheme>"
_LISTS: Final = ("or", "and", "xone")
_INNER: Final = (*_LISTS, "node", "not", "property", "qualifiedValueShape")
# Parameters in the order in which they name the constraint component of a result that does not.
_COMPONENTS: Final = (
    "sparql", "minCount", "maxCount", "class", "datatype", "nodeKind", "in", "pattern", "lessThan",
    "lessThanOrEquals", "equals", "disjoint", "minInclusive", "maxInclusive", "minExclusive",
    "maxExclusive", "minLength", "maxLength", "languageIn", "uniqueLang", "hasValue", "node", "or",
    "and", "xone", "not", "qualifiedMinCount", "qualifiedMaxCount", "closed",
)  # fmt: skip


_COUNTING: Final = frozenset(
    {"minCount", "maxCount", "uniqueLang", "qualifiedMinCount", "qualifiedMaxCount"}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One predicate of a path; ``inverse`` goes from object to subject."""

    predicate: Term
    inverse: bool = False


Route = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One shape: its paths (each alternative a route of steps), parameters and inner parts.

    ``path`` is the path in Turtle, None for a node shape. ``inner`` are the routes of the shapes
    that it is a choice of. ``schemes`` are the schemes from which a code must come, ``classes`` the
    classes one of which a value must have, ``selects`` the texts of its queries.
    """

    routes: tuple[Route, ...] = ()
    path: str | None = None
    parameters: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    inner: tuple[Route, ...] = ()
    schemes: tuple[Term, ...] = ()
    classes: tuple[Term, ...] = ()
    selects: tuple[str, ...] = ()

    def number(self, parameter: str) -> int | None:
        """Return a parameter that counts, such as maxCount."""
        values = self.parameters.get(parameter, ())
        return int(parts_of(values[0]).lexical) if values else None

    def patterns(self) -> tuple[str, ...]:
        """Return the regular expressions that a value must match."""
        return tuple(parts_of(text).lexical for text in self.parameters.get("pattern", ()))

    def component(self, has_value: bool) -> str | None:
        """Return the IRI of the likeliest constraint component, for results that name none.

        Only counting, languages and choices of a node shape break without a value (SHACL 4).
        """
        given = [name for name in _COMPONENTS if name in self.parameters]
        fitting = [name for name in given if (name not in _COUNTING) == has_value]
        name = next(iter(fitting or given), None)
        return f"{_SH}{_capital(name)}ConstraintComponent" if name else None


def _capital(name: str) -> str:
    return "SPARQL" if name == "sparql" else name[0].upper() + name[1:]


class Constraints:
    """The shapes graph, asked shape by shape."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._about: dict[Term, list[tuple[Term, Term]]] = defaultdict(list)
        for subject, predicate, object_ in triples:
            self._about[subject].append((predicate, object_))
        self.of = cache(self._of)
        self.prologue = "".join(sorted(self._prefixes()))

    def _prefixes(self) -> Iterator[str]:
        """Yield the prefixes that queries in shapes may use (SHACL 5.2.1)."""
        for subject in list(self._about):
            given = {p: parts_of(o).lexical for p, o in self._about[subject] if is_literal(o)}
            if f"<{_SH}prefix>" in given and f"<{_SH}namespace>" in given:
                yield f"PREFIX {given[f'<{_SH}prefix>']}: <{given[f'<{_SH}namespace>']}>\n"

    def routes(self, path: Term) -> tuple[Route, ...]:
        """Return the routes of a path: a predicate, or the node that describes it."""
        return tuple(self._routes(path))

    def _of(self, shape: str) -> Constraint:
        """Return what the shape of that IRI asks for; nothing for an unknown one."""
        node = f"<{shape}>"
        parameters: dict[str, list[Term]] = defaultdict(list)
        for predicate, object_ in self._about.get(node, ()):
            if predicate.startswith("<" + _SH):
                parameters[predicate.removeprefix("<" + _SH)[:-1]].append(object_)
        path = next(iter(parameters.get("path", ())), None)
        inner = list(self._inner(node))
        return Constraint(
            tuple(self._routes(path)) if path else (),
            self._turtle(path) if path else None,
            {name: tuple(sorted(values)) for name, values in parameters.items()},
            tuple(
                r for part in inner for p in self._get(part, _SH + "path") for r in self._routes(p)
            ),
            tuple(
                scheme
                for part in inner
                if _IN_SCHEME in self._get(part, _SH + "path")
                for scheme in self._get(part, _SH + "hasValue")
            ),
            tuple(c for part in [node, *inner] for c in self._get(part, _SH + "class")),
            tuple(
                parts_of(text).lexical
                for query in parameters.get("sparql", ())
                for text in self._get(query, _SH + "select")
            ),
        )

    def _get(self, node: Term, predicate: str) -> list[Term]:
        return [o for p, o in self._about.get(node, ()) if p == f"<{predicate}>"]

    def _list(self, head: Term) -> Iterator[Term]:
        """Yield the members of an RDF list."""
        while head in self._about:
            yield from self._get(head, _RDF + "first")
            head = next(iter(self._get(head, _RDF + "rest")), "")

    def _inner(self, node: Term, depth: int = 0) -> Iterator[Term]:
        """Yield the nameless shapes within a shape; nobody nests them deeper than a few."""
        for name in _INNER:
            for value in self._get(node, _SH + name):
                parts = self._list(value) if name in _LISTS else [value]
                for part in parts:
                    if part.startswith("_:") and depth < 8:
                        yield part
                        yield from self._inner(part, depth + 1)

    def _routes(self, path: Term, inverse: bool = False) -> Iterator[Route]:
        """Yield the routes of a path (SHACL 2.3.1); a repeated step is taken once."""
        if not path.startswith("_:"):
            yield (Step(path, inverse),)
            return
        for other in self._get(path, _SH + "inversePath"):
            yield from self._routes(other, not inverse)
        for choice in self._get(path, _SH + "alternativePath"):
            for member in self._list(choice):
                yield from self._routes(member, inverse)
        for name in ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"):
            for other in self._get(path, _SH + name):
                yield from self._routes(other, inverse)
        members = list(self._list(path))
        routes: list[Route] = [()] if members else []
        for member in reversed(members) if inverse else members:
            routes = [(*done, *more) for done in routes for more in self._routes(member, inverse)]
        yield from routes

    def _turtle(self, path: Term) -> str:
        """Write a path in Turtle with full IRIs."""
        if not path.startswith("_:"):
            return path
        members = [self._turtle(member) for member in self._list(path)]
        if members:
            return f"( {' '.join(members)} )"
        return f"[ {' ; '.join(f'{p} {self._turtle(o)}' for p, o in self._about[path])} ]"
