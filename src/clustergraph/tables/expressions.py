r"""Which regular expressions never end on some text.

A format of a description is matched against every cell, by an engine that goes back and tries
again: what repeats a repetition, and may end the inner one anywhere, doubles its work with each
letter. Thirty letters then take an hour, and nothing stops it. Such an expression is refused. What
takes the square or the cube of a text's length is not found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

# The standard library's own reader of expressions; its type stubs do not list it.
_parse: Final[Any] = vars(re)["_parser"].parse
# Letters that stand for all: ASCII, and one of each kind that a category may tell apart.
_LETTERS: Final = (*map(chr, range(128)), "\xa0", "ä", "Ж", "٣", "中", "€", "\u2028", "😀")
_ALL: Final = frozenset(_LETTERS)
_MANY: Final = 10  # repetitions from which a choice at each is too much
_REPEATS: Final = ("MAX_REPEAT", "MIN_REPEAT")

Letters = frozenset[str]


def is_endless(pattern: str) -> bool:
    r"""Tell whether matching may take for ever.

    >>> is_endless("([a-z]+)+x"), is_endless("[a-z0-9]+(-{1,2}[a-z0-9]+)*"), is_endless("(a|aa)*")
    (True, False, True)

    Raises re.error when it is no expression.
    """
    return _is_endless(_parse(pattern))


def _is_endless(items: Iterable[Any]) -> bool:
    return any(_repeats_badly(str(kind), value) for kind, value in items) or any(
        _is_endless(inner) for kind, value in items for inner in _inner(str(kind), value)
    )


def _repeats_badly(kind: str, value: Any) -> bool:
    """Tell whether an item is a repetition of what may end in many ways."""
    if kind not in _REPEATS or value[1] <= _MANY:
        return False
    inner = value[2]
    return bool(_ends(inner) & _begins(inner)[0])


def _inner(kind: str, value: Any) -> list[Any]:
    """Return the sequences inside of an item."""
    if kind == "BRANCH":
        return list(value[1])
    if kind == "SUBPATTERN":
        return [value[3]]
    if kind == "ATOMIC_GROUP":
        return [value]
    if kind in (*_REPEATS, "POSSESSIVE_REPEAT"):
        return [value[2]]
    return [value[1]] if kind in ("ASSERT", "ASSERT_NOT") else []


def _begins(items: Iterable[Any]) -> tuple[Letters, bool]:
    """Return the letters that a sequence may begin with, and whether it may be empty."""
    found: Letters = frozenset()
    for kind, value in items:
        letters, is_empty = _begin(str(kind), value)
        found |= letters
        if not is_empty:
            return found, False
    return found, True


def _begin(kind: str, value: Any) -> tuple[Letters, bool]:
    if kind in ("AT", "ASSERT", "ASSERT_NOT"):
        return frozenset(), True
    inner = [_begins(one) for one in _inner(kind, value)]
    if inner:
        is_empty = any(empty for _, empty in inner)
        is_left_out = kind.endswith("REPEAT") and value[0] == 0
        return frozenset().union(*(letters for letters, _ in inner)), is_empty or is_left_out
    return _letters(kind, value), False


def _letters(kind: str, value: Any) -> Letters:
    """Return the letters that an item of one letter matches."""
    if kind == "LITERAL":
        return frozenset({chr(value)})
    if kind == "NOT_LITERAL":
        return _ALL - {chr(value)}
    if kind != "IN":
        return _ALL
    found: Letters = frozenset()
    for inner, what in value:
        name = str(inner)
        if name == "RANGE":
            found |= {one for one in _LETTERS if what[0] <= ord(one) <= what[1]}
        elif name == "LITERAL":
            found |= {chr(what)}
        elif name == "CATEGORY":
            found |= frozenset(filter(re.compile(_CATEGORIES[str(what)]).match, _LETTERS))
    return _ALL - found if str(value[0][0]) == "NEGATE" else found


_CATEGORIES: Final = {
    "CATEGORY_DIGIT": r"\d", "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W", "CATEGORY_SPACE": r"\s", "CATEGORY_NOT_SPACE": r"\S",
}  # fmt: skip


def _ends(items: Sequence[Any]) -> Letters:
    """Return the letters by which a sequence that has ended could as well go on."""
    found: Letters = frozenset()
    for kind, value in reversed(items):
        name = str(kind)
        for inner in _inner(name, value):
            found |= _ends(inner)
            if name in _REPEATS and value[0] < value[1]:
                found |= _begins(inner)[0]
        letters, is_empty = _begin(name, value)
        if not is_empty:
            break
        found |= letters
    return found
