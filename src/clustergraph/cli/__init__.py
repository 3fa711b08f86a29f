"""The command line: one verb a command.

Exit codes: 0 when all is well, 1 when something is wrong with what was given (findings, an unknown
name, a query that fails), 2 when the command could not run at all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

import click

from .. import errors, pipeline, settings, store
from ..findings import Finding, Severity
from .asking import query
from .reasons import why

_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
_LANGUAGE: Final = click.option(
    "--lang", type=click.Choice(["de", "en"]), default="en", help="Language of the findings."
)
_SEVERITY: Final = {
    "en": {severity: severity.value for severity in Severity},
    "de": {
        Severity.VIOLATION: "Verstoß",
        Severity.WARNING: "Warnung",
        Severity.INFO: "Hinweis",
    },
}
_COULD_NOT_RUN: Final = (errors.StoreError, OSError)


class _Commands(click.Group):
    """A group that turns every error of ours into one clear line and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except errors.BrokenGraph as error:
            _fail(f"{len(error.report.violations)} violations; nothing was published", 1)
        except errors.ProjectError as error:
            _fail(str(error), 1 if error.findings else 2)
        except _COULD_NOT_RUN as error:
            _fail(str(error), 2)
        except errors.ClustergraphError as error:
            known = getattr(error, "known", ())
            _fail("\n  ".join([str(error), *known]), 1)


def _fail(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="clustergraph")
def main() -> None:
    """Build, check, query and serve a knowledge graph of innovation clusters."""


def _settings(project: Path, **given: str | int | None) -> settings.Settings:
    return settings.read(project, os.environ, **given)


def _report(built: pipeline.Built, findings: Sequence[Finding], language: str) -> None:
    """Print findings in reading order, then what was built."""
    for finding in findings:
        click.echo(f"{_SEVERITY[language][finding.severity]}: {finding.text(language)}", err=True)
    click.echo(summary(built.counts()))


def summary(counts: dict[str, int]) -> str:
    """Say in one line what a build holds."""
    return (
        f"{counts['tables']} tables, {counts['rows']} rows, {counts['asserted']} triples asserted, "
        f"{counts['inferred']} inferred, {counts['violations']} violations, "
        f"{counts['warnings']} warnings"
    )


@main.command()
@click.argument("project", type=_FOLDER, default=".")
@click.option("--store", "root", help="Folder for published generations.")
@click.option("--if-stale", is_flag=True, help="Do nothing when what is published is up to date.")
@_LANGUAGE
def build(project: Path, root: str | None, if_stale: bool, lang: str) -> None:
    """Read, map, reason, validate, describe and publish the PROJECT folder."""
    place = project / _settings(project, store=root).store
    if if_stale and pipeline.is_fresh(project, place):
        click.echo(f"up to date: {summary(store.current(place).manifest['counts'])}")
        return
    built = pipeline.build(project, _progress)
    _report(built, built.report.violations, lang)
    generation = pipeline.publish(built, place)
    click.echo(f"published {generation.name}")


@main.command()
@click.argument("project", type=_FOLDER, default=".")
@_LANGUAGE
def check(project: Path, lang: str) -> None:
    """Do all that build does, list every violation and warning, and publish nothing."""
    built = pipeline.build(project, _progress)
    _report(built, built.report.findings, lang)
    if not built.report.is_clean:
        raise errors.BrokenGraph(built.report)


def _progress(step: str) -> None:
    click.echo(step, err=True)


@main.command()
@click.argument("project", type=_FOLDER, default=".")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--store", "root", help="Folder of published generations.")
def serve(project: Path, host: str | None, port: int | None, root: str | None) -> None:
    """Serve the published graph of the PROJECT folder until interrupted."""
    from ..web import serving  # Flask is not loaded by the other commands

    chosen = _settings(project, host=host, port=port, store=root)
    generation = store.current(project / chosen.store)
    click.echo(summary(generation.manifest["counts"]))
    address = f"http://{chosen.host}:{chosen.port}"
    click.echo(f"start page  {address}/\nSPARQL      {address}/sparql")
    serving.serve(project / chosen.store, project / "queries", chosen)


main.add_command(query)
main.add_command(why)
