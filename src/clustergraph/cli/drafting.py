"""``clustergraph new-source``: a description drafted from a file, for a person to review."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import click

from .. import sources
from ..errors import UnknownThing
from .checking import FOLDER

_SETTINGS: Final = "clustergraph.toml"
_TABLE: Final = re.compile(r"^\[sources\][^\n]*\n", re.MULTILINE)


@click.command("new-source")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("project", type=FOLDER, default=".")
@click.option("--name", help="Name of the source; without it, that of the file.")
def new_source(file: Path, project: Path, name: str | None) -> None:
    """Draft sources/NAME/ from a FILE (CSV, JSON, JSON Lines, Parquet, XLSX; also gzipped).

    Delimiter, encoding, datatypes, number and date styles, key and language are guessed from the
    header and all values, and each guess is marked for review. Exit codes: 0 drafted, 1 the file
    cannot be read or the source exists already, 2 could not run.
    """
    stem = file.name.removesuffix(".gz").rpartition(".")[0] or file.name
    chosen = name or sources.slug(stem, "-") or "source"
    folder = project / "sources" / chosen
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", chosen):
        raise UnknownThing(f'"{chosen}" names no source: lower-case letters, digits and hyphens')
    if folder.exists():
        raise UnknownThing(f"{folder} exists already; name another source with --name")
    drafted = sources.draft(file, chosen)
    folder.mkdir(parents=True)
    for text_name, text in drafted.texts.items():
        (folder / text_name).write_text(text, encoding="utf-8", newline="\n")
        click.echo(f"wrote {folder / text_name}")
    _locate(project, chosen, file.parent)
    click.echo(f"named {file.parent} in {project / _SETTINGS}")
    click.echo("review:")
    for doubt in drafted.doubts:
        click.echo(f"  {doubt}")


def _locate(project: Path, name: str, folder: Path) -> None:
    """Say in clustergraph.toml where the files of a source lie, relative to the project."""
    path = project / _SETTINGS
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    place = Path(os.path.relpath(folder.resolve(), project.resolve())).as_posix()
    line = f'{name} = "{place}"\n'
    if match := _TABLE.search(text):
        text = text[: match.end()] + line + text[match.end() :]
    else:
        text = f"{text.rstrip()}\n\n[sources]\n{line}".lstrip()
    path.write_text(text, encoding="utf-8", newline="\n")
