"""The words of a Turtle file with their places, and those of the queries inside it.

A parser of RDF gives triples without lines. To lead to the word that is wrong, the words are found
here: IRIs and prefixed names, what they abbreviate, and the predicate that they are a value of.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urljoin

from ..names import PREFIXES, SHAPES
from ..origin import Origin

_QUERIES: Final = frozenset(PREFIXES["sh"] + name for name in ("select", "ask", "construct"))
_WORD: Final = re.compile(
    r'''(?P<comment>\#[^\n]*)
      | (?P<string>"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\'
                  |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
      | (?P<prefixed>(?:[A-Za-z_](?:[\w.-]*[\w-])?)?:(?:[\w:%-]|\\.|\.(?=[\w:%.-]))*)
      | (?P<number>[+-]?\d+(?:\.\d+)?)
      | (?P<word>[@?$]?[A-Za-z][\w-]*)
      | (?P<mark>[;,.\[\](){}])''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """An IRI as it is written, the IRI that it means, and the predicate that it is a value of.

    ``opens`` is true for the subject of a statement; ``of`` is None in a query.
    """

    written: str
    iri: str
    origin: Origin
    of: str | None = None
    opens: bool = False


@dataclass(frozen=True)
class Text:
    r"""A Turtle file: where it lies and what it holds.

    >>> turtle = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n[] sh:in ()."
    >>> text = Text(PurePosixPath("a.ttl"), turtle)
    >>> [(token.written, str(token.origin)) for token in text.tokens]
    [('sh:in', 'a.ttl:2:4')]
    """

    path: PurePosixPath
    content: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The IRIs of the file, outside its queries, in reading order."""
        return tuple(_Reader(self, {}).read())

    def queries(self, prefixes: Mapping[str, str]) -> Iterator[Token]:
        """Yield the IRIs of the queries inside; ``prefixes`` are those that the shapes declare."""
        for start, end in self.spans:
            yield from _Reader(self, dict(prefixes), start, end).read()

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where the queries begin and end, without the quotation marks around them."""
        reader = _Reader(self, {})
        for _ in reader.read():
            pass
        return tuple(reader.queries)

    def origin(self, offset: int) -> Origin:
        """Return the place of a character."""
        line = bisect_right(self._starts, offset)
        return Origin(self.path, line, offset - self._starts[line - 1] + 1)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in re.finditer("\n", self.content)))


class _Reader:
    """Reads the words of a text, or of a query in it, once."""

    def __init__(
        self, text: Text, prefixes: dict[str, str], start: int = 0, end: int | None = None
    ) -> None:
        self._text = text
        self._prefixes = prefixes
        self._start, self._end = start, len(text.content) if end is None else end
        self._in_query = end is not None
        self.queries: list[tuple[int, int]] = []
        self._predicate: str | None = None
        self._expects = "subject"
        self._depth: list[tuple[str | None, str]] = []

    def read(self) -> Iterator[Token]:
        """Yield the IRIs; fills ``queries`` with the spans of the queries in strings."""
        name: str | None = None  # of the prefix that is being declared
        declares = False
        for match in _WORD.finditer(self._text.content, self._start, self._end):
            kind, written = match.lastgroup, match[0]
            if kind == "word" and written.lower().lstrip("@") in ("prefix", "base"):
                declares, name = True, None
            elif declares and kind == "prefixed":
                name = written.removesuffix(":")
            elif declares and kind == "iri":
                self._prefixes.update({} if name is None else {name: written[1:-1]})
                declares = False
                if self._predicate is None:
                    self._expects = "subject"
            elif kind == "string" and self._predicate in _QUERIES:
                marks = 3 if written[:3] in ('"""', "'''") else 1
                self.queries.append((match.start() + marks, match.end() - marks))
            elif kind == "mark":
                self._mark(written)
            elif kind == "word" and written == "a" and self._expects == "predicate":
                self._predicate, self._expects = PREFIXES["rdf"] + "type", "object"
            elif kind in ("iri", "prefixed"):
                yield from self._token(match)

    def _token(self, match: re.Match[str]) -> Iterator[Token]:
        """Yield an IRI, unless its prefix is unknown: the parser tells that."""
        written = match[0]
        prefix, _, local = written.partition(":")
        if match.lastgroup == "iri":
            meant = urljoin(SHAPES, written[1:-1])
        elif prefix in self._prefixes:
            meant = self._prefixes[prefix] + local.replace("\\", "")
        else:
            meant = ""
        expects = self._expects
        if expects == "predicate":
            self._predicate, self._expects = meant, "object"
        elif expects == "subject":
            self._expects = "predicate"
        if meant:
            of = self._predicate if expects == "object" and not self._in_query else None
            opens = expects == "subject" and not self._in_query
            yield Token(written, meant, self._text.origin(match.start()), of, opens)

    def _mark(self, mark: str) -> None:
        """Follow the grammar of Turtle as far as to know what is a subject and what a predicate."""
        if mark == "[":
            self._depth.append((self._predicate, self._expects))
            self._predicate, self._expects = None, "predicate"
        elif mark == "]" and self._depth:
            self._predicate, self._expects = self._depth.pop()
            self._expects = "predicate" if self._expects == "subject" else self._expects
        elif mark == ";":
            self._predicate, self._expects = None, "predicate"
        elif mark == ".":
            self._predicate, self._expects = None, "subject"
            self._depth.clear()
