"""The constraint components of SHACL Core (SHACL 4) over whole sets of nodes at a time.

Two kinds: one that judges each *value* by itself gets the distinct values of all focus nodes and
returns the bad ones (a code that stands in 200,000 rows is judged once); one that judges a *focus
node* by all its values gets pairs of both. A column of the graph is asked for while they judge, and
not kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final

from ...columns import several
from ...errors import ProjectError
from ...names import PREFIXES
from ...rdf import Term, is_literal, parts_of
from ...values import compare, has_datatype
from .index import Graph

_SH: Final = PREFIXES["sh"]

Pairs = Sequence[tuple[Term, Collection[Term]]]
BadValues = Callable[[Collection[Term]], Collection[Term]]
Broken = Iterator[tuple[Term, Term | None]]
BadPairs = Callable[[Pairs], Broken]


def class_(index: Graph, parameter: Term) -> BadValues:
    """``sh:class``: an instance of that class or of one below it."""

    def bad(values: Collection[Term]) -> Collection[Term]:
        return index.strangers(values, parameter)

    return bad


def datatype(_: Graph, parameter: Term) -> BadValues:
    """``sh:datatype``: a well-formed literal of that datatype."""
    name = parameter[1:-1]
    return lambda values: [value for value in values if not has_datatype(value, name)]


_KINDS: Final = {
    f"<{_SH}IRI>": "<",
    f"<{_SH}BlankNode>": "_",
    f"<{_SH}Literal>": '"',
    f"<{_SH}BlankNodeOrIRI>": "_<",
    f"<{_SH}BlankNodeOrLiteral>": '_"',
    f"<{_SH}IRIOrLiteral>": '<"',
}


def node_kind(_: Graph, parameter: Term) -> BadValues:
    """``sh:nodeKind``: an IRI, a blank node or a literal."""
    if parameter not in _KINDS:
        raise ProjectError(f"the shapes cannot be used: {parameter} is no sh:nodeKind")
    allowed = _KINDS[parameter]
    return lambda values: [value for value in values if value[0] not in allowed]


def in_(allowed: Sequence[Term]) -> BadValues:
    """``sh:in``: one of a list."""
    known = frozenset(allowed)
    return lambda values: [value for value in values if value not in known]


def pattern(parameter: Term, flags: str) -> BadValues:
    """``sh:pattern``: text in which a regular expression is found."""
    try:
        found = re.compile(parts_of(parameter).lexical, _flags(flags)).search
    except re.error as error:
        raise ProjectError(f"the shapes cannot be used: sh:pattern {parameter}: {error}") from error
    return lambda values: [v for v in values if v[0] == "_" or not found(text_of(v))]


def _flags(flags: str) -> int:
    known = {"i": re.IGNORECASE, "m": re.MULTILINE}
    if set(flags) - set(known):
        raise ProjectError(f'the shapes cannot be used: sh:flags "{flags}": known are i and m')
    return sum(known[flag] for flag in set(flags))


def text_of(term: Term) -> str:
    """Return what SPARQL's ``str`` returns for an IRI or a literal."""
    return parts_of(term).lexical if is_literal(term) else term[1:-1]


def min_length(_: Graph, parameter: Term) -> BadValues:
    """``sh:minLength``: text of at least so many characters."""
    least = number_of(parameter)
    return lambda values: [v for v in values if v[0] == "_" or len(text_of(v)) < least]


def max_length(_: Graph, parameter: Term) -> BadValues:
    """``sh:maxLength``: text of at most so many characters."""
    most = number_of(parameter)
    return lambda values: [v for v in values if v[0] == "_" or len(text_of(v)) > most]


def number_of(term: Term) -> int:
    """Return the whole number that a parameter is; raises ProjectError if it is none."""
    if not has_datatype(term, PREFIXES["xsd"] + "integer"):
        raise ProjectError(f"the shapes cannot be used: {term} is no whole number")
    return int(parts_of(term).lexical)


def is_true(term: Term) -> bool:
    """Tell whether a parameter is the literal true."""
    return is_literal(term) and parts_of(term).lexical == "true"


def language_in(ranges: Sequence[Term]) -> BadValues:
    """``sh:languageIn``: text whose language is within one of a list (RFC 4647, 3.3.1)."""
    wanted = [parts_of(one).lexical.lower() for one in ranges]

    def speaks(value: Term) -> bool:
        language = parts_of(value).language if is_literal(value) else None
        return language is not None and any(
            one in ("*", language.lower()) or language.lower().startswith(one + "-")
            for one in wanted
        )

    return lambda values: [value for value in values if not speaks(value)]


def bounds(accepted: Collection[int]) -> Callable[[Graph, Term], BadValues]:
    """``sh:minExclusive`` and its kin: a value that stands to the bound as one of ``accepted``."""

    def component(_: Graph, parameter: Term) -> BadValues:
        return lambda values: [v for v in values if compare(v, parameter) not in accepted]

    return component


def min_count(_: Graph, parameter: Term) -> BadPairs:
    """``sh:minCount``: at least so many values."""
    least = number_of(parameter)
    return lambda pairs: ((focus, None) for focus, values in pairs if len(values) < least)


def max_count(_: Graph, parameter: Term) -> BadPairs:
    """``sh:maxCount``: at most so many values."""
    most = number_of(parameter)
    return lambda pairs: ((focus, None) for focus, values in pairs if len(values) > most)


def has_value(_: Graph, parameter: Term) -> BadPairs:
    """``sh:hasValue``: this value among others."""
    return lambda pairs: ((focus, None) for focus, values in pairs if parameter not in values)


def unique_lang(_: Graph, parameter: Term) -> BadPairs:
    """``sh:uniqueLang``: no language twice."""
    if not is_true(parameter):
        return lambda _: iter(())

    def languages(values: Iterable[Term]) -> Counter[str]:
        parts = (parts_of(value) for value in values if is_literal(value))
        return Counter(part.language.lower() for part in parts if part.language)

    return lambda pairs: (
        (focus, None)
        for focus, values in pairs
        if len(values) > 1 and max(languages(values).values(), default=0) > 1
    )


def equals(index: Graph, parameter: Term) -> BadPairs:
    """``sh:equals``: the same values as another property has."""

    def check(pairs: Pairs) -> Broken:
        column = index.column(parameter)
        for focus, values in pairs:
            for value in set(values).symmetric_difference(several(column.get(focus, {}))):
                yield focus, value

    return check


def disjoint(index: Graph, parameter: Term) -> BadPairs:
    """``sh:disjoint``: no value that another property has."""

    def check(pairs: Pairs) -> Broken:
        column = index.column(parameter)
        for focus, values in pairs:
            if focus in column:
                others = several(column[focus])
                yield from ((focus, value) for value in values if value in others)

    return check


def order(accepted: Collection[int]) -> Callable[[Graph, Term], BadPairs]:
    """``sh:lessThan`` and ``sh:lessThanOrEquals``: before every value of another property."""

    def component(index: Graph, parameter: Term) -> BadPairs:
        def check(pairs: Pairs) -> Broken:
            column = index.column(parameter)
            for focus, values in pairs:
                if values and focus in column:
                    others = several(column[focus])
                    for value in values:
                        if any(compare(value, other) not in accepted for other in others):
                            yield focus, value

        return check

    return component


OF_VALUES: Final[dict[Term, Callable[[Graph, Term], BadValues]]] = {
    f"<{_SH}class>": class_,
    f"<{_SH}datatype>": datatype,
    f"<{_SH}nodeKind>": node_kind,
    f"<{_SH}minLength>": min_length,
    f"<{_SH}maxLength>": max_length,
    f"<{_SH}minExclusive>": bounds((1,)),
    f"<{_SH}minInclusive>": bounds((0, 1)),
    f"<{_SH}maxExclusive>": bounds((-1,)),
    f"<{_SH}maxInclusive>": bounds((-1, 0)),
}
OF_PAIRS: Final[dict[Term, Callable[[Graph, Term], BadPairs]]] = {
    f"<{_SH}minCount>": min_count,
    f"<{_SH}maxCount>": max_count,
    f"<{_SH}hasValue>": has_value,
    f"<{_SH}uniqueLang>": unique_lang,
    f"<{_SH}equals>": equals,
    f"<{_SH}disjoint>": disjoint,
    f"<{_SH}lessThan>": order((-1,)),
    f"<{_SH}lessThanOrEquals>": order((-1, 0)),
}
