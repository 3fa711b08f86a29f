"""``clustergraph convert`` and ``clustergraph validate``: any table by CSV on the Web."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import version
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

import click
import pyoxigraph as ox

from .. import names, rdf, reporting
from ..errors import TableError
from ..findings import Finding, Report
from ..pipeline.fetching import WebReader
from ..tables import standard
from .checking import LANGUAGE, wants_colour

_METADATA: Final = click.option(
    "--metadata", metavar="FILE", help="Description to take instead of the one that is found."
)
_FETCH: Final = click.option(
    "--fetch", is_flag=True, help="Read the web as well; without it, nothing is fetched."
)
_LINES: Final = 10_000


@click.command()
@click.argument("table", metavar="FILE")
@_METADATA
@click.option("--minimal", is_flag=True, help="What the cells say, without tables and rows.")
@click.option("--format", "form", type=click.Choice(["turtle", "ntriples"]), default="turtle",
              show_default=True, help="Form of the triples.")  # fmt: skip
@click.option("--base", metavar="ADDRESS",
              help="Address that stands for the folder of FILE in the triples.")  # fmt: skip
@_FETCH
@LANGUAGE
def convert(
    table: str,
    metadata: str | None,
    minimal: bool,
    form: str,
    base: str | None,
    fetch: bool,
    lang: str,
) -> None:
    """Turn any CSV FILE, or a description of tables, into RDF by CSV on the Web.

    FILE is a path or, with --fetch, a web address. Its description is looked for where the standard
    says; without one, the header names the columns. Triples go to standard output a row at a time,
    findings to standard error. --base https://example.org/data keeps the paths of this machine out
    of them. Exit codes: 0 converted (there may be warnings), 1 the description
    or the table is wrong, 2 could not run.
    """
    if base and not rdf.is_iri(base):
        raise click.UsageError(f"--base {base} is no address")
    with _reader(fetch, table, metadata) as reader:
        try:
            tables = _opened(table, metadata, reader, is_validating=False)
            triples = standard.to_rdf(tables, is_minimal=minimal)
            moved = (_folder_of(table), base) if base else ("", "")
            _write(_moved(triples, *moved), form, [_move(tables.tables[0].url, *moved)])
        except TableError as error:
            _tell(error.findings, lang)
            sys.exit(1)
    _tell(tables.report.findings, lang)


@click.command()
@click.argument("table", metavar="FILE")
@_METADATA
@click.option("--format", "form", type=click.Choice(list(reporting.FORMATS)), default="text",
              help="Form of the report.")  # fmt: skip
@_FETCH
@LANGUAGE
def validate(table: str, metadata: str | None, form: str, fetch: bool, lang: str) -> None:
    """Check any CSV FILE against its description by CSV on the Web, and tell every finding.

    FILE is a path or, with --fetch, a web address, of a table or of a description of tables. The
    tables of a project have a stricter command: check. Exit codes: 0 valid (there may be warnings),
    1 errors, 2 could not run.
    """
    with _reader(fetch, table, metadata) as reader:
        try:
            report = standard.validate(_opened(table, metadata, reader, is_validating=True))
        except TableError as error:
            report = Report.of(error.findings)
    click.echo(_text(report, form, lang, sys.stdout.isatty()), nl=False)
    sys.exit(0 if report.is_clean else 1)


def _reader(fetch: bool, *names_given: str | None) -> AbstractContextManager[standard.Fetch]:
    if fetch:
        return WebReader()
    for name in names_given:
        if name and urlsplit(name).scheme in ("http", "https"):
            raise click.UsageError(f"{name} is on the web; add --fetch to read it")
    return nullcontext(standard.read_local)


def _opened(
    table: str, metadata: str | None, reader: standard.Fetch, *, is_validating: bool
) -> standard.Tables:
    folder = Path.cwd()
    return standard.open_tables(
        standard.address_of(table, folder),
        metadata=standard.address_of(metadata, folder) if metadata else None,
        fetch=reader,
        is_validating=is_validating,
        folder=folder,
    )


def _folder_of(table: str) -> str:
    """Return the address of the folder in which a file stands, with a slash at its end."""
    return standard.address_of(table, Path.cwd()).rpartition("/")[0] + "/"


def _move(address: str, folder: str, base: str) -> str:
    """Put an address in the place of a folder's."""
    if not folder or not address.startswith(folder):
        return address
    return f"{base.rstrip('/')}/{address.removeprefix(folder)}"


def _moved(triples: Iterable[rdf.Triple], folder: str, base: str) -> Iterator[rdf.Triple]:
    """Yield triples whose addresses below a folder stand below another one."""
    for triple in triples:
        if folder:
            subject, predicate, object_ = (
                rdf.iri(_move(rdf.iri_of(term), folder, base)) if term[0] == "<" else term
                for term in triple
            )
            yield subject, predicate, object_
        else:
            yield triple


def _write(triples: Iterable[rdf.Triple], form: str, urls: Iterable[str]) -> None:
    """Write triples to standard output as they come."""
    output = sys.stdout.buffer
    if form == "ntriples":
        rest = iter(triples)
        while lines := list(islice(rest, _LINES)):
            output.write(rdf.nquads(lines).encode())
        return
    prefixes = {name: names.PREFIXES[name] for name in ("csvw", "dct", "rdf", "rdfs", "xsd")}
    for url in islice(urls, 1):
        prefixes[""] = f"{url}#"
    ox.serialize(_nodes(triples), output, ox.RdfFormat.TURTLE, prefixes=prefixes)


def _nodes(triples: Iterable[rdf.Triple]) -> Iterator[ox.Triple]:
    for quad in rdf.quads_of(triples):
        yield quad.triple


def _tell(findings: Iterable[Finding], language: str) -> None:
    text = _text(Report.of(findings), "text", language, sys.stderr.isatty())
    click.echo(text, nl=False, err=True)


def _text(report: Report, form: str, language: str, is_terminal: bool) -> str:
    account = reporting.Account(
        report, Path.cwd(), PurePosixPath(), version=version("clustergraph")
    )
    colour = form == "text" and wants_colour(os.environ, is_terminal)
    return reporting.write(account, form, language, colour)
