"""What a query may not do at this endpoint, and what its words tell about it.

The words themselves, and those that are refused wherever other people's queries are read, are in
``isolation.words``.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urljoin

from .. import names
from ..errors import QueryRefused
from ..isolation.words import Refused, Token, place, refused, tokens

_VOLATILE: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class Form(StrEnum):
    """The four forms of a query (SPARQL 1.1, section 16); OTHER is none of them."""

    SELECT = "SELECT"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"
    ASK = "ASK"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Scan:
    """What the words of a query tell about it.

    ``default_graphs`` and ``named_graphs`` are the IRIs after FROM and FROM NAMED; ``undeclared``
    holds (prefix, line, column) of the first name whose prefix was not declared; ``is_stable`` is
    False when the answer may differ from call to call.
    """

    form: Form
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    undeclared: tuple[str, int, int] | None
    is_stable: bool


def check(text: str, graphs: Set[str], kilobytes: int, depth: int) -> Scan:
    """Read a query's words and refuse what this endpoint does not do.

    ``graphs`` are the IRIs of the store's named graphs. Raises QueryRefused, with the place in
    the message where there is one.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > kilobytes * 1024:
        raise QueryRefused(f"the query has {size} bytes; query_kilobytes allows {kilobytes * 1024}")
    _refuse_words(text, depth)
    scan = read(text)
    for graph in (*scan.default_graphs, *scan.named_graphs):
        refuse_unknown_graph(graph, graphs)
    return scan


def refuse_unknown_graph(graph: str, graphs: Set[str]) -> None:
    """Raise QueryRefused unless the IRI is that of a graph of the store."""
    if graph not in graphs:
        raise QueryRefused(
            f"<{graph}> is no graph of this store, and remote documents are not fetched; "
            f"its graphs are: {', '.join(sorted(graphs))}"
        )


def _refuse_words(text: str, depth: int) -> None:
    for token, why in refused(text, depth):
        line, column = place(text, token.start)
        sentence = {
            Refused.DEEP: f"nested deeper than query_depth allows ({depth})",
            Refused.UPDATE: f"{token.text.upper()} changes data, and this endpoint only reads",
            Refused.SERVICE: "SERVICE is refused: this endpoint asks no other; ask them one by one"
            " instead",
        }[why]
        raise QueryRefused(f"line {line}, column {column}: {sentence}")


def read(text: str) -> Scan:
    """Read prologue, form and dataset clauses (SPARQL 1.1, sections 4.1 and 13.2)."""
    words = list(tokens(text))
    prefixes: dict[str, str] = {}
    base: str | None = None
    form = Form.OTHER
    default: list[str] = []
    named: list[str] = []
    undeclared: tuple[str, int, int] | None = None
    position = 0
    while position < len(words):
        token = words[position]
        word = token.text.upper() if token.kind in ("word", "name") else ""
        following = words[position + 1 : position + 3]
        if form is Form.OTHER and word == "BASE" and following:
            base = _absolute(following[0].text[1:-1], base)
            position += 1
        elif form is Form.OTHER and word == "PREFIX" and len(following) == 2:
            prefixes[following[0].text.removesuffix(":")] = _absolute(following[1].text[1:-1], base)
            position += 2
        elif form is Form.OTHER:
            form = next((f for f in Form if word.startswith(f.value)), Form.OTHER)
        elif word == "FROM" and following:
            is_named = following[0].text.upper() == "NAMED" and len(following) == 2
            graph = _graph(following[is_named], prefixes, base)
            if graph is not None:
                (named if is_named else default).append(graph)
            position += 1 + is_named
        elif token.kind == "name" and undeclared is None:
            prefix = token.text.partition(":")[0]
            if prefix not in prefixes:
                undeclared = (prefix, *place(text, token.start))
        position += 1
    is_stable = not any(t.kind == "word" and t.text.upper() in _VOLATILE for t in words)
    return Scan(form, tuple(default), tuple(named), undeclared, is_stable)


def _graph(token: Token, prefixes: dict[str, str], base: str | None) -> str | None:
    """Return the IRI that a FROM names, or None where the query cannot parse anyway."""
    if token.kind == "iri":
        return _absolute(token.text[1:-1], base)
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        if prefix in prefixes:
            return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
    return None


def _absolute(iri: str, base: str | None) -> str:
    iri = re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", _character, iri)
    return iri if base is None or _SCHEME.match(iri) else urljoin(base, iri)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else match[0]


def hint(undeclared: str) -> str:
    """Say how a missing prefix is declared.

    >>> hint("cg")
    'the prefix cg: is not declared; begin with: PREFIX cg: <https://w3id.org/clustergraph/ontology#>'
    """
    known = names.PREFIXES.get(undeclared, "…")
    return f"the prefix {undeclared}: is not declared; begin with: PREFIX {undeclared}: <{known}>"
