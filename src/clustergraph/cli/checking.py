"""``clustergraph check``: every finding, in the form its reader wants, once or on each save."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Final

import click

from .. import pipeline, reporting, settings
from ..errors import ProjectError
from ..findings import Report
from ..opening import words_of
from .progress import told

_IN_LINES: Final = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson")
FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
_META: Final = "clustergraph.language"


def _noted(ctx: click.Context, _: click.Parameter, value: str) -> str:
    """Keep the language for who tells an error after the command has ended."""
    ctx.meta[_META] = value
    return value


LANGUAGE: Final = click.option(
    "--lang",
    type=click.Choice(["de", "en"]),
    default="en",
    help="Language of the findings.",
    callback=_noted,
)


def language_of(ctx: click.Context) -> str:
    """Return the language that the command was asked to speak."""
    return str(ctx.meta.get(_META, "en"))


def could_not(error: OSError, language: str) -> str:
    """Say which file the system would not read or write, and why."""
    english, german = words_of(error)
    if not error.filename and error.errno in (errno.ENOSPC, errno.EDQUOT):
        folder = tempfile.gettempdir()
        english += f"; a large build needs room in {folder} (TMPDIR says where) and in the store"
        german += f"; ein großer Bau braucht Platz in {folder} (TMPDIR sagt, wo) und im Speicher"
    if not error.filename:
        return german if language == "de" else english
    if language == "de":
        return f"{error.filename}: lässt sich nicht lesen oder schreiben: {german}"
    return f"{error.filename}: cannot be read or written: {english}"


def summary(counts: dict[str, int], engine: str | None = None) -> str:
    """Say in one line what a build holds, and which engine validated it where that is known."""
    spoke = f", validated by the {engine} engine" if engine else ""
    return (
        f"{counts['tables']} tables, {counts['rows']} rows, {counts['asserted']} triples asserted, "
        f"{counts['inferred']} inferred, {counts['violations']} violations, "
        f"{counts['warnings']} warnings{spoke}"
    )


def bounds_of(chosen: settings.Settings) -> pipeline.Bounds:
    """Return what the shapes of a source may use."""
    return pipeline.Bounds(
        chosen.source_shapes_seconds,
        chosen.source_shapes_megabytes,
        chosen.source_shapes_kilobytes,
        chosen.source_findings,
    )


def account_of(project: Path, built: pipeline.Built) -> reporting.Account:
    """Gather what a report says of a build."""
    forms = {
        one.table.path: reporting.Form(
            one.table.dialect.encoding, one.table.dialect.delimiter, one.table.dialect.quote
        )
        for one in built.tracer.mapped.values()
    }
    return reporting.Account(
        built.report,
        project,
        prefix_of(project),
        built.rules,
        forms,
        version("clustergraph"),
        engine=built.engine,
        summary=summary(built.counts(), built.engine),
        entries=entries_of(built),
        without_lines=frozenset(
            path
            for made in built.sourced.made
            for path in made.files
            if path.suffix not in _IN_LINES
        ),
    )


def entries_of(built: pipeline.Built) -> tuple[reporting.Entry, ...]:
    """Return what became of everything that was read of sources, as a report says it."""
    return tuple(reporting.Entry(**asdict(one)) for one in built.counted())


def prefix_of(project: Path) -> PurePosixPath:
    """Return the path from where the command runs to the project; what lies elsewhere has none."""
    try:
        return PurePosixPath(project.resolve().relative_to(Path.cwd()).as_posix())
    except ValueError:
        return PurePosixPath()


def wants_colour(environment: os._Environ[str] | dict[str, str], is_terminal: bool) -> bool:
    """Tell whether to colour: in a terminal, unless NO_COLOR is set (https://no-color.org)."""
    return is_terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


class _Check:
    """One project checked again and again, in one form."""

    def __init__(self, project: Path, form: str, output: Path | None, language: str) -> None:
        self._project = project
        self._form = form
        self._output = output
        self._language = language
        self._memory = pipeline.Memory()
        self._is_watching = False

    def once(self) -> bool:
        """Check and report; return whether nothing stops a build.

        Raises ProjectError without findings when there is nothing to check at all.
        """
        try:
            chosen = settings.read(self._project, os.environ)
            with told() as progress:
                built = pipeline.build(
                    self._project,
                    progress,
                    self._memory,
                    self._engine(chosen.validation_engine),
                    chosen.validation_threshold,
                    bounds_of(chosen),
                    self._project / chosen.store / "sources",
                )
            account = account_of(self._project, built)
        except ProjectError as error:
            if not error.findings:
                raise
            report = Report.of(error.findings)
            account = reporting.Account(
                report, self._project, prefix_of(self._project), version=version("clustergraph")
            )
        self._write(account)
        return account.report.is_clean

    def _engine(self, setting: str) -> str:
        """Return the engine: who saves and waits gets the fast one, unless a setting names one."""
        return "fast" if self._is_watching and setting == "auto" else setting

    def _write(self, account: reporting.Account) -> None:
        colour = self._output is None and wants_colour(os.environ, sys.stdout.isatty())
        text = reporting.write(account, self._form, self._language, colour)
        if self._output is None:
            click.echo(text, nl=False, color=colour)
            sys.stdout.flush()
            return
        whole = self._output.with_name(self._output.name + ".part")
        whole.write_text(text, encoding="utf-8", newline="")
        whole.replace(self._output)  # who reads the report never sees half of it

    def on_every_save(self) -> None:
        """Check now and after each save, until interrupted."""
        self._is_watching = True
        while True:
            known = pipeline.state_of(self._project)  # before the check: a save meanwhile counts
            self._attempt()
            click.echo("watching; Ctrl-C ends", err=True)
            changed = next(pipeline.changes(self._project, known))
            names = [path.relative_to(self._project).as_posix() for path in changed]
            click.echo(f"\nchanged: {', '.join(names)}", err=True)

    def _attempt(self) -> None:
        """Check; a project that is none for the moment (a branch is switched) is waited for."""
        try:
            self.once()
        except (ProjectError, OSError) as error:
            click.echo(str(error), err=True)


@click.command()
@click.argument("project", type=FOLDER, default=".")
@click.option("--format", "form", type=click.Choice(list(reporting.FORMATS)), default="text",
              help="Form of the report.")  # fmt: skip
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path),
              help="File for the report; else it goes to standard output.")  # fmt: skip
@click.option("--watch", is_flag=True, help="Check again as files are saved, until interrupted.")
@LANGUAGE
def check(project: Path, form: str, output: Path | None, watch: bool, lang: str) -> None:
    """Do all that build does, list every violation and warning, and publish nothing.

    Exit codes: 0 nothing stops a build (there may be warnings), 1 violations, 2 could not run.
    """
    one = _Check(project, form, output, lang)
    if not watch:
        sys.exit(0 if one.once() else 1)
    try:
        one.on_every_save()
    except KeyboardInterrupt:
        click.echo("\nended", err=True)
