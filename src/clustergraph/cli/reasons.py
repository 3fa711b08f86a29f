"""``clustergraph why``: each fact with its cell, its source and its words, or its proof."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
from pyoxigraph import Literal, NamedNode, Store

from .. import names, settings, store, vocab
from ..errors import UnknownThing
from ..provenance import Cell, Evidence, Proof, open_evidence
from ..rdf import Term, Triple, iri, is_iri, is_literal, literal, parts_of

_WORDS = {
    "en": {
        "inferred": "inferred",
        "because": "because",
        "sources": "Sources",
        "reader": "inferred by the reader",
    },
    "de": {
        "inferred": "erschlossen",
        "because": "weil",
        "sources": "Quellen",
        "reader": "vom Leser erschlossen",
    },
}


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts triples into words, in one language, and numbers the sources that it names."""

    graph: Store
    evidence: Evidence
    language: str
    cited: dict[str, int] = field(default_factory=dict)

    def name(self, term: Term) -> str:
        """Return a term as a person reads it."""
        if is_literal(term):
            parts = parts_of(term)
            return f'"{parts.lexical}"' + (f"@{parts.language}" if parts.language else "")
        label = store.label_of(self.graph, term[1:-1], self.language)
        short = names.shorten(term[1:-1])
        return f"{label.value} ({short})" if label else short

    def fact(self, triple: Triple) -> Iterator[str]:
        """Yield the lines on one fact: every cell that states it, or its proof."""
        proof = self.evidence.proof(triple)
        mark = f"  [{self._word('inferred')}]" if proof else ""
        yield f"  {self.name(triple[1])}  {self.name(triple[2])}{mark}"
        for cell in self.evidence.cells(triple):
            yield f"      {self.cell(cell)}"
        if proof:
            yield f"      {proof.rule}: {self._sentence(proof)}"
            for premise in proof.premises:
                yield f"      {self._word('because')} {'  '.join(map(self.name, premise))}"
                yield from (f"          {line}" for line in self._support(premise))

    def _support(self, premise: Triple) -> Iterator[str]:
        """Yield the cells of a premise, or the sentence of its own proof."""
        for cell in self.evidence.cells(premise):
            yield self.cell(cell)
        if proof := self.evidence.proof(premise):
            yield f"{self._word('inferred')}: {self._sentence(proof)}"

    def cell(self, cell: Cell) -> str:
        """Return a cell on one line: place, text, numbers of the sources, quoted words."""
        place = ":".join(str(x) for x in (cell.file, cell.line, cell.column) if x is not None)
        parts = [place + (f" ({cell.column_name})" if cell.column_name else "")]
        if cell.text:
            parts.append(f'"{cell.text}"')
        numbers = [self.cited.setdefault(s, len(self.cited) + 1) for s in cell.words.sources]
        parts += [f"[{number}]" for number in numbers]
        parts += [
            f"„{quote}“" if language == "de" else f"“{quote}”"
            for language, quote in cell.words.quotes
        ]
        if cell.words.basis == "inferred":
            parts.append(f"({self._word('reader')})")
        return " ".join(parts)

    def sources(self) -> Iterator[str]:
        """Yield the list of the sources that were named, with publisher, date and address."""
        if self.cited:
            yield self._word("sources")
        for source, number in self.cited.items():
            details = [
                quad.object.value
                for name in (vocab.PUBLISHER_NAME, vocab.DATE, vocab.SCHEMA_URL)
                for quad in self.graph.quads_for_pattern(
                    NamedNode(source), NamedNode(name), None, None
                )
                if isinstance(quad.object, Literal | NamedNode)
            ]
            yield f"  [{number}] " + ", ".join([self.name(iri(source)), *dict.fromkeys(details)])

    def _word(self, key: str) -> str:
        return _WORDS[self.language][key]

    def _sentence(self, proof: Proof) -> str:
        return proof.sentence_de if self.language == "de" else proof.sentence_en


def _term(text: str) -> Term:
    """Read what a person typed for a term: IRI, prefixed name, kind/key, or a literal."""
    text = text.strip()
    if text.startswith('"'):
        value, _, language = (
            text.rpartition("@") if "@" in text.rpartition('"')[2] else (text, "", "")
        )
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
@click.option(
    "--lang", type=click.Choice(["de", "en"]), default="en", help="Language of the words."
)
def why(terms: tuple[str, ...], folder: Path, lang: str) -> None:
    """Tell for each fact of a thing which cell and source state it, or what proves it.

    A term is an IRI, a prefixed name (cg:coordinates), kind/key (organisation/smwa) or words.
    """
    if len(terms) > 3:
        raise click.UsageError("a triple has three terms")
    root = folder / settings.read(folder, os.environ).store
    generation = store.current(root)
    with open_evidence(generation) as evidence:
        teller = _Teller(store.open_store(generation.store_path), evidence, lang)
        facts = _wanted(evidence, terms)
        click.echo(teller.name(facts[0][0]))
        for triple in facts:
            click.echo("\n".join(teller.fact(triple)))
        click.echo("\n".join(teller.sources()))
