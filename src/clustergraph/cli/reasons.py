"""``clustergraph why``: each fact with its cell, its source and its words, or its proof."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from pyoxigraph import NamedNode, Store

from .. import names, settings, store, vocab
from ..errors import UnknownThing
from ..provenance import Cell, Evidence
from ..rdf import Term, Triple, iri, is_iri, is_literal, literal, parts_of

_WORDS = {
    "en": ("inferred", "rule", "because", "source", "words", "inferred by the reader", "from"),
    "de": ("erschlossen", "Regel", "weil", "Quelle", "Wortlaut", "vom Leser erschlossen", "aus"),
}


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts triples into words, in one language."""

    graph: Store
    evidence: Evidence
    language: str

    def name(self, term: Term) -> str:
        """Return a term as a person reads it."""
        if is_literal(term):
            parts = parts_of(term)
            return f'"{parts.lexical}"' + (f"@{parts.language}" if parts.language else "")
        label = store.label_of(self.graph, term[1:-1], self.language)
        short = names.shorten(term[1:-1])
        return f"{label.value} ({short})" if label else short

    def sentence(self, triple: Triple) -> str:
        """Return a triple on one line."""
        return "  ".join(self.name(term) for term in triple)

    def fact(self, triple: Triple) -> Iterator[str]:
        """Yield the lines on one fact: every cell that states it, or its proof."""
        inferred, rule, because, *_ = _WORDS[self.language]
        proof = self.evidence.proof(triple)
        yield f"  {self.name(triple[1])}  {self.name(triple[2])}" + (
            f"  [{inferred}]" if proof else ""
        )
        for cell in self.evidence.cells(triple):
            yield from (f"      {line}" for line in self.cell(cell))
        if proof:
            sentence = proof.sentence_de if self.language == "de" else proof.sentence_en
            yield f"      {rule} {proof.rule}: {sentence}"
            for premise in proof.premises:
                yield f"      {because} {self.sentence(premise)}"
                yield from self._premise(premise)

    def _premise(self, premise: Triple) -> Iterator[str]:
        for cell in self.evidence.cells(premise)[:1]:
            yield from (f"          {line}" for line in self.cell(cell))
        proof = self.evidence.proof(premise)
        if proof:
            sentence = proof.sentence_de if self.language == "de" else proof.sentence_en
            yield f"          {_WORDS[self.language][0]}: {sentence}"

    def cell(self, cell: Cell) -> Iterator[str]:
        """Yield the lines on one cell: place, sources, quoted words."""
        *_, source, words, guessed, came_from = _WORDS[self.language]
        place = ":".join(str(x) for x in (cell.file, cell.line, cell.column) if x is not None)
        name = f" ({cell.column_name})" if cell.column_name else ""
        text = f' "{cell.text}"' if cell.text else ""
        note = f" [{guessed}]" if cell.words.basis == "inferred" else ""
        yield f"{came_from} {place}{name}{text}{note}"
        for address in cell.words.sources:
            yield f"{source} {self.name(iri(address))}{self._address(address)}"
        for language, quote in cell.words.quotes:
            yield f"{words} “{quote}” ({language})"

    def _address(self, source: str) -> str:
        quads = self.graph.quads_for_pattern(
            NamedNode(source), NamedNode(vocab.SCHEMA_URL), None, None
        )
        return next((f" <{quad.object.value}>" for quad in quads), "")  # type: ignore[union-attr]


def _term(text: str) -> Term:
    """Read what a person typed for a term: IRI, prefixed name, kind/key, or a literal."""
    text = text.strip()
    if text.startswith('"'):
        value, _, language = text.rpartition("@") if "@" in text.rpartition('"')[2] else (text, "", "")
        return literal(value.strip('"'), language=language or None)
    if text.startswith("<") and text.endswith(">"):
        return text
    if expanded := names.expand(text):
        return iri(expanded)
    if is_iri(text):
        return iri(text)
    kind, slash, key = text.partition("/")
    return iri(names.mint(kind, key)) if slash else literal(text)


def _wanted(evidence: Evidence, terms: Sequence[str]) -> list[Triple]:
    """Return the facts asked for: all of a subject, or those that match a triple."""
    subject, *rest = [_term(text) for text in terms]
    facts = [
        triple
        for triple in evidence.known(subject)
        if all(
            have == want or (is_literal(want) and _lexical(have) == _lexical(want))
            for have, want in zip(triple[1:], rest, strict=False)
        )
    ]
    if not facts:
        raise UnknownThing(f"no fact in the graph matches: {' '.join(terms)}")
    return facts


def _lexical(term: Term) -> str:
    return parts_of(term).lexical if is_literal(term) else term


@click.command()
@click.argument("terms", nargs=-1, required=True, metavar="SUBJECT [PREDICATE [OBJECT]]")
@click.option("--folder", type=click.Path(exists=True, path_type=Path), default=".",
              help="The project's folder.")  # fmt: skip
@click.option("--lang", type=click.Choice(["de", "en"]), default="en", help="Language of the words.")
def why(terms: tuple[str, ...], folder: Path, lang: str) -> None:
    """Tell for each fact of a thing which cell and source state it, or what proves it.

    A term is an IRI, a prefixed name (cg:coordinates), kind/key (organisation/smwa) or words.
    """
    if len(terms) > 3:
        raise click.UsageError("a triple has three terms")
    root = folder / settings.read(folder, os.environ).store
    generation = store.current(root)
    with Evidence(generation.evidence_path) as evidence:
        teller = _Teller(store.open_store(generation.store_path), evidence, lang)
        facts = _wanted(evidence, terms)
        click.echo(teller.name(facts[0][0]))
        for triple in facts:
            click.echo("\n".join(teller.fact(triple)))
