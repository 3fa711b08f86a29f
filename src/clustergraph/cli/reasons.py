"""``clustergraph why`` and ``why-not``: what a fact rests on, and what another one lacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from .. import provenance, settings, store
from ..provenance import asking, documents, prov, telling

_FOLDER: Final = click.option(
    "--folder",
    type=click.Path(exists=True, path_type=Path),
    default=".",
    help="The project's folder.",
)
_LANGUAGE: Final = click.option(
    "--lang", type=click.Choice(telling.LANGUAGES), default="en", help="Language of the words."
)


@contextmanager
def _evidence(folder: Path) -> Iterator[provenance.Evidence]:
    """Open what is published of a project."""
    root = folder / settings.read(folder, os.environ).store
    with provenance.open_evidence(store.current(root)) as evidence:
        yield evidence


@click.command()
@click.argument("terms", nargs=-1, required=True, metavar="SUBJECT [PREDICATE [OBJECT]]")
@_FOLDER
@click.option("--format", "form", type=click.Choice(("text", "json", "prov")), default="text",
              help="Form of the answer; prov is Turtle in the terms of PROV-O.")  # fmt: skip
@_LANGUAGE
def why(terms: tuple[str, ...], folder: Path, form: str, lang: str) -> None:
    """Tell for each fact of a thing which cell and source state it, or what proves it.

    A term is an IRI, a prefixed name (cg:coordinates), kind/key (organisation/smwa), a literal as
    in Turtle, or words. A proof goes down to the cells; JSON and PROV-O hold both languages.
    """
    if len(terms) > 3:
        raise click.UsageError("a triple has three terms")
    with _evidence(folder) as evidence:
        found = provenance.explain(evidence, asking.facts(evidence, terms))
        if form == "text":
            click.echo(telling.Teller(evidence.graph, lang).reasons(found), nl=False)
        else:
            text = documents.reasons(found) if form == "json" else prov.turtle(found)
            click.echo(text, nl=False)


@click.command("why-not")
@click.argument("terms", nargs=3, metavar="SUBJECT PREDICATE OBJECT")
@_FOLDER
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text",
              help="Form of the answer.")  # fmt: skip
@_LANGUAGE
def why_not(terms: tuple[str, str, str], folder: Path, form: str, lang: str) -> None:
    """Tell why a triple is not in the graph: the rules that could give it, and what each lacks.

    The nearest rule comes first. Terms are written as for why; words become a literal as other
    values of the property are.
    """
    with _evidence(folder) as evidence:
        found = provenance.miss(evidence, asking.expected(evidence, terms))
        if form == "text":
            click.echo(telling.Teller(evidence.graph, lang).absence(found), nl=False)
        else:
            click.echo(documents.absence(found), nl=False)
