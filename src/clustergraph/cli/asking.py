"""``clustergraph query``: a named question or a SPARQL text, asked of the published graph."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from .. import settings, store
from ..errors import UnknownThing
from ..querying.answers import Kind, kind_of
from ..querying.named import NamedQuery, read_named
from ..querying.pool import Bounds, Pool
from .aligned import aligned

_FORMATS = ("text", "json", "xml", "csv", "tsv", "turtle", "ntriples", "nquads", "trig", "jsonld",
            "rdfxml")  # fmt: skip


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--named", help="Name of a question in queries/.")
@click.option("--list", "listed", is_flag=True, help="List the named questions.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True,
              help="Form of the answer; text is an aligned table.")  # fmt: skip
@click.option("--folder", type=click.Path(exists=True, path_type=Path), default=".",
              help="The project's folder.")  # fmt: skip
@click.argument(
    "rest", nargs=-1, type=click.UNPROCESSED, metavar="[SPARQL | -] [--PARAMETER VALUE]…"
)
def query(named: str | None, listed: bool, form: str, folder: Path, rest: tuple[str, ...]) -> None:
    """Ask a named question, or a SPARQL text (- reads it from standard input).

    The parameters of a named question are options: --named coordinator-of --project c3-saxony
    """
    questions = read_named(folder / "queries")
    if listed:
        for question in questions.values():
            click.echo(f"{question.name}: {question.question_en}")
            click.echo(f"{' ' * len(question.name)}  {question.question_de}")
        return
    text = _text(questions, named, rest)
    chosen = settings.read(folder, os.environ)
    generation = store.current(folder / chosen.store)
    bounds = Bounds(
        chosen.query_seconds, chosen.query_megabytes, chosen.answer_megabytes,
        chosen.query_kilobytes, chosen.query_depth, 1,
    )  # fmt: skip
    pool = Pool(generation.store_path, bounds)
    try:
        kind = kind_of(pool.check(text).form)
        if form == "text":
            form = {Kind.TABLE: "csv", Kind.BOOLEAN: "csv", Kind.GRAPH: "turtle"}[kind]
            with pool.ask(text, form) as answer:
                words = answer.read().decode()
            click.echo(_aligned(words) if kind is Kind.TABLE else words.strip())
            return
        with pool.ask(text, form) as answer:
            sys.stdout.buffer.write(answer.read())
    finally:
        pool.close()


def _text(questions: dict[str, NamedQuery], named: str | None, rest: Sequence[str]) -> str:
    """Return the SPARQL to ask: of a named question with its parameters, or as given."""
    if named is None:
        if len(rest) != 1:
            raise click.UsageError("give --named NAME, a SPARQL text, or - for standard input")
        return sys.stdin.read() if rest[0] == "-" else rest[0]
    if named not in questions:
        raise UnknownThing(f'no question is called "{named}"; there are:', sorted(questions))
    given: dict[str, str] = {}
    words = iter(rest)
    for word in words:
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--"):
            raise click.UsageError(f'"{word}" is no option; write --parameter value')
        given[name.replace("-", "_")] = value if equals else next(words, "")
    return questions[named].bind(given)


def _aligned(text: str) -> str:
    """Return a CSV table with columns of one width; the first row is the header."""
    rows = list(csv.reader(io.StringIO(text)))
    count = len(rows) - 1
    return "\n".join([*aligned(rows), f"{count} row{'' if count == 1 else 's'}"])
