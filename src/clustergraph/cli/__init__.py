"""The command line: one verb a command.

Exit codes: 0 when all is well, 1 when something is wrong with what was given (findings, an unknown
name, a query that fails), 2 when the command could not run at all.
"""

from __future__ import annotations

import os
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from .. import errors, pipeline, reporting, settings, store
from ..findings import Report
from .anytable import convert, validate
from .asking import query
from .checking import (
    FOLDER,
    LANGUAGE,
    account_of,
    bounds_of,
    check,
    could_not,
    entries_of,
    language_of,
    summary,
    wants_colour,
)
from .drafting import new_source
from .duplicates import duplicates
from .progress import told
from .reasons import why, why_not
from .shaping import shapes
from .sourcing import sources

__all__ = ["main", "summary"]


class _Commands(click.Group):
    """A group that turns every error of ours into one clear line and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except errors.BrokenGraph as error:
            count = len(error.report.violations)
            if language_of(ctx) == "de":
                _fail(f"Verstöße: {count}; nichts wurde veröffentlicht", 1)
            _fail(f"{count} violations; nothing was published", 1)
        except errors.ProjectError as error:
            _fail(error.text(language_of(ctx)), 1 if error.findings else 2)
        except errors.StoreError as error:
            _fail(error.text(language_of(ctx)), 2)
        except OSError as error:
            _fail(could_not(error, language_of(ctx)), 2)
        except errors.ClustergraphError as error:
            known = getattr(error, "known", ())
            _fail("\n  ".join([str(error), *known]), 1)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception:  # noqa: BLE001  # a fault of ours must not look like findings, which exit with 1
            _fail(traceback.format_exc(), 2)


def _fail(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="clustergraph")
def main() -> None:
    """Build, check, query and serve a knowledge graph of innovation clusters."""


def _settings(project: Path, **given: str | int | None) -> settings.Settings:
    return settings.read(project, os.environ, **given)


def _report(project: Path, built: pipeline.Built, language: str) -> None:
    """Print the violations in reading order, then what was built."""
    account = replace(
        account_of(project, built), report=Report(built.report.violations), summary=None, entries=()
    )
    colour = wants_colour(os.environ, sys.stderr.isatty())
    click.echo(reporting.write(account, "text", language, colour), nl=False, err=True, color=colour)
    for entry in entries_of(built):
        click.echo(entry.text(language))
    click.echo(summary(built.counts(), built.engine))


@main.command()
@click.argument("project", type=FOLDER, default=".")
@click.option("--store", "root", help="Folder for published generations.")
@click.option("--full", is_flag=True, help="Do everything anew, also what did not change.")
@LANGUAGE
def build(project: Path, root: str | None, full: bool, lang: str) -> None:
    """Read, map, reason, validate, describe and publish the PROJECT folder.

    Only what changed since the last build is done again; nothing, where nothing changed.
    """
    chosen = _settings(project, store=root)
    place = project / chosen.store
    if not full and pipeline.is_fresh(project, place):
        click.echo(f"up to date: {summary(store.current(place).manifest['counts'])}")
        return
    if not full and _renewed(project, place):
        return
    with told() as progress:
        built = pipeline.build(
            project,
            progress,
            engine=chosen.validation_engine,
            threshold=chosen.validation_threshold,
            bounds=bounds_of(chosen),
            cache=place / "sources",
        )
    _report(project, built, lang)
    with told() as progress:
        generation = pipeline.publish(built, place, progress)
    click.echo(f"published {generation.name}")
    aside = generation.path / pipeline.ASIDE
    if aside.exists():
        click.echo(f"rows set aside are listed in {aside}")


def _renewed(project: Path, place: Path) -> bool:
    """Publish what changed, where that can be told from the change alone."""
    with told() as progress:
        renewed = pipeline.renew(project, place, progress)
    if renewed is None:
        return False
    changed = ", ".join(renewed.tables)
    click.echo(f"{changed}: triples added {renewed.added}, removed {renewed.removed}")
    click.echo(summary(renewed.generation.manifest["counts"]))
    click.echo(f"published {renewed.generation.name}")
    return True


@main.command()
@click.argument("project", type=FOLDER, default=".")
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


main.add_command(check)
main.add_command(new_source)
main.add_command(convert)
main.add_command(validate)
main.add_command(duplicates)
main.add_command(query)
main.add_command(shapes)
main.add_command(sources)
main.add_command(why)
main.add_command(why_not)
