"""The words of a page: values with links, facts with their support, lines for joined nodes.

No template and no framework here: a program that draws other pages can use the same values.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .. import names, vocab
from ..provenance import Evidence
from ..querying.lookup import Lookup
from ..rdf import Term, Triple, is_literal, parts_of
from .labels import Labels, Piece
from .patterns import NAME, NODE_SLOTS, PATTERNS, Pattern
from .support import Address, Support, Witness, safe


@dataclass(frozen=True, slots=True)
class Value:
    """A thing or a literal as a page shows it; ``href`` is None for what leads nowhere.

    ``raw`` is the lexical form, or the short form of the IRI, where ``text`` says it in words.
    """

    text: str
    language: str = ""
    href: str | None = None
    is_ours: bool = False
    datatype: str = ""
    raw: str = ""

    @property
    def is_number(self) -> bool:
        """True for what is read best when it stands to the right."""
        return self.datatype in ("xsd:decimal", "xsd:integer")


@dataclass(frozen=True, slots=True)
class Fact:
    """One triple as a page shows it."""

    value: Value
    support: Support


@dataclass(frozen=True, slots=True)
class Group:
    """The facts of one property."""

    property: Value
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A node in one line: what is said first, what follows, where it stands, why it holds."""

    main: tuple[Value, ...]
    rest: tuple[tuple[Value, ...], ...]
    node: Value | None
    support: Support
    order: str
    joint: str = " – "

    @property
    def text(self) -> str:
        """The line without links."""
        return " · ".join(v.text for v in (*self.main, *(v for part in self.rest for v in part)))


class Teller:
    """Turns triples of one generation into words in one language.

    ``address`` gives the local address of an IRI of ours, or None.
    """

    def __init__(self, lookup: Lookup, evidence: Evidence, language: str, address: Address) -> None:
        self.lookup = lookup
        self.labels = Labels(lookup, language)
        self.witness = Witness(evidence, self.labels, address)
        self._address = address

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.labels.language

    def value(self, term: Term, predicate: Term = "") -> Value:
        """Return a term as a page shows it."""
        return self._of_piece(self.labels.in_words(term, predicate))

    def plain(self, term: Term) -> Value:
        """Return a term with literals as they are written, as the answer to a query needs them."""
        value = self.value(term)
        if not is_literal(term):
            return value
        return Value(value.raw or value.text, value.language, value.href, False, value.datatype)

    def _of_piece(self, piece: Piece) -> Value:
        if piece.term is None:
            return Value(piece.text, piece.language)
        if is_literal(piece.term):
            parts = parts_of(piece.term)
            datatype = "" if parts.language else names.shorten(parts.datatype)
            href = safe(parts.lexical) if parts.datatype == vocab.XSD_ANY_URI else None
            raw = parts.lexical if parts.lexical != piece.text else ""
            return Value(piece.text, piece.language, href, False, datatype, raw)
        if piece.term.startswith("_:"):
            return Value(piece.text)
        iri = piece.term[1:-1]
        local = self._address(iri)
        short = names.shorten(iri)
        raw = short if short != piece.text else ""
        return Value(piece.text, piece.language, local or safe(iri), local is not None, raw=raw)

    def fact(self, triple: Triple, at: int = 2) -> Fact:
        """Return a triple as a fact; ``at`` is the position of what the page shows of it."""
        predicate = triple[1] if at == 2 else ""
        return Fact(self.value(triple[at], predicate), self.witness.support(triple))

    def line(self, node: str, leaving_out: str = "", because: Iterable[Triple] = ()) -> Line | None:
        """Return a node in one line, or None for a kind without a pattern.

        ``leaving_out`` is the IRI of the thing on whose page it stands. ``because`` are the triples
        that join the two; a thing with a page of its own gives no other reason in its line.
        """
        place = names.kind_and_key(node)
        pattern = PATTERNS.get(place[0]) if place else None
        if pattern is None:
            return None
        main = [v for slot in pattern.main for v in self._slot(node, slot, leaving_out)]
        rest = [self._slot(node, slot, leaving_out) for slot in pattern.rest]
        rest = [part for part in rest if part]
        if not main and rest:
            main = list(rest.pop(0))  # money without an amount, say, is told by its kind
        if pattern.is_thing:
            support = self.witness.support_of(because)
        else:
            support = self.witness.support_of(self._said(node, pattern))
        href = None if pattern.main == (NAME,) else self._address(node)
        return Line(
            tuple(main) or (self.value(f"<{node}>"),),
            tuple(rest),
            Value("", "", href, True) if href and main else None,
            support,
            self._date(node),
            pattern.joint,
        )

    def _slot(self, node: str, slot: str, leaving_out: str) -> tuple[Value, ...]:
        return tuple(
            self._of_piece(piece)
            for piece in self.labels.pieces(node, slot)
            if piece.term != f"<{leaving_out}>"
        )

    def _said(self, node: str, pattern: Pattern) -> list[Triple]:
        """Return the triples that a line says."""
        said = self.labels.properties(node)
        slots = [
            p for slot in (*pattern.main, *pattern.rest) for p in NODE_SLOTS.get(slot, (slot,))
        ]
        return [(f"<{node}>", f"<{p}>", o) for p in dict.fromkeys(slots) for o in said.get(p, [])]

    def _date(self, node: str) -> str:
        said = self.labels.properties(node)
        for predicate in (vocab.DATE_EARLIEST, vocab.START_EARLIEST, vocab.START_LATEST,
                          vocab.DATE_LATEST, vocab.END_LATEST):  # fmt: skip
            for term in said.get(predicate, []):
                return parts_of(term).lexical
        return ""
