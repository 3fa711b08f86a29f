"""The words of a query, and those for which it is refused before any engine sees it.

Oxigraph contacts other hosts for ``SERVICE`` and cannot be told not to, and nests without a limit,
so that braces alone can end its process. Both are refused by their words. The kernel's filter in
the worker (``walls``) is the second wall; this one speaks in sentences.

The tokens follow SPARQL 1.1, section 19.8, with two departures that Oxigraph's own reading
demands, seen with 0.5.13: it needs no space after a keyword (``trueSERVICEex:a`` is a service
call), and it tries an IRI wherever ``<`` stands, also where we would see "less than".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

_TOKENS: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<blank>_:\w(?:[\w.-]*[\w-])?)
  | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:
        (?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])
        (?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*
           (?:[\w:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<word>[A-Za-z][A-Za-z0-9_]*)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
)
_OPENING: Final = frozenset("{([")
_CLOSING: Final = frozenset("})]")
_RECURSING: Final = frozenset("!+-^")
_GLUED_SERVICE: Final = re.compile(r"(?:true|false)?service", re.IGNORECASE)
_HOST_IRI: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_HIDDEN_SERVICE: Final = re.compile(r"service.*#", re.IGNORECASE)


class Refused(Enum):
    """Why a word is refused."""

    DEEP = auto()
    SERVICE = auto()
    UPDATE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query: its class, its text and its place, counted from 1."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Cut a query into its words, without spaces and comments.

    >>> [token.text for token in tokens("ASK{?s ex:p 'x' # SERVICE")]
    ['ASK', '{', '?s', 'ex:p', "'x'"]
    """
    for match in _TOKENS.finditer(text):
        kind = match.lastgroup or "sign"
        if kind not in ("space", "comment"):
            yield Token(kind, match[0], match.start())


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, counted from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def refused(text: str, depth: int) -> Iterator[tuple[Token, Refused]]:
    """Yield each word that calls another host or changes data, and the first that nests too deep.

    >>> [(token.text, why.name) for token, why in refused("ASK { SERVICE <x:a> {} }", 8)]
    [('SERVICE', 'SERVICE')]
    """
    nested = run = 0
    is_told = False
    for token in tokens(text):
        run = run + 1 if token.text in _RECURSING else 0
        if token.text in _OPENING:
            nested += 1
        elif token.text in _CLOSING:
            nested -= 1
        if max(nested, run) > depth and not is_told:
            is_told = True
            yield token, Refused.DEEP
        if token.kind == "word" and token.text.upper() in _UPDATES:
            yield token, Refused.UPDATE
        elif _calls_service(token):
            yield token, Refused.SERVICE


def _calls_service(token: Token) -> bool:
    """Tell whether Oxigraph might read a service call out of this token.

    An IRI is suspicious only where it could also be "less than", words, and a comment that hides
    the ``>``; nothing of that sort begins with ``scheme://``.
    """
    if token.kind == "word":
        return "service" in token.text.lower()
    if token.kind == "name":
        return _GLUED_SERVICE.match(token.text) is not None
    return (
        token.kind == "iri"
        and not _HOST_IRI.match(token.text)
        and _HIDDEN_SERVICE.search(token.text) is not None
    )
