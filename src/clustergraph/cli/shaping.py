"""``clustergraph shapes``: every shape with what it looks at, what it finds and what it costs."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from .. import names, pipeline, settings
from ..errors import ProjectError
from .aligned import aligned
from .checking import FOLDER, bounds_of
from .progress import told

_COLUMNS: Final = ("shape", "sentence", "severity", "focus_nodes", "findings", "seconds", "message",
                   "path", "line")  # fmt: skip
_HEADERS: Final = {
    "en": ("sentence", "severity", "focus nodes", "findings", "CPU ms"),
    "de": ("Satz", "Schwere", "Fokusknoten", "Befunde", "CPU-ms"),
}
_SEVERITIES: Final = {"violation": "Verletzung", "warning": "Warnung", "info": "Hinweis"}


def _record(one: pipeline.Reviewed, lang: str) -> dict[str, str | int | float | None]:
    shape = one.shape
    message = shape.message_de if lang == "de" else shape.message_en
    seconds = None if one.seconds is None else round(one.seconds, 6)
    values = (shape.iri, shape.sentence, shape.severity.value, one.focus_nodes, one.findings,
              seconds, message, str(shape.path), shape.line)  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))


def _text(reviewed: Sequence[pipeline.Reviewed], lang: str) -> str:
    rows: list[Sequence[str]] = [_HEADERS[lang]]
    for one in reviewed:
        shape = one.shape
        is_ours = shape.iri.startswith(names.SHAPES)
        sentence = (
            shape.sentence if lang == "en" or not is_ours else shape.message_de.partition(":")[0]
        )
        severity = one.shape.severity.value
        rows.append(
            (
                sentence.rstrip("."),
                _SEVERITIES[severity] if lang == "de" else severity,
                str(one.focus_nodes),
                str(one.findings),
                "–" if one.seconds is None else f"{one.seconds * 1000:.1f}",
            )
        )
    idle = sum(not one.focus_nodes for one in reviewed)
    total = sum(one.seconds or 0 for one in reviewed)
    count = f"{len(reviewed)} {'Shapes' if lang == 'de' else 'shapes'}"
    rest = (
        f"{idle} ohne Fokusknoten, {total:.2f} s CPU"
        if lang == "de"
        else f"{idle} without a focus node, {total:.2f} s CPU"
    )
    return "\n".join([*aligned(rows, {2, 3, 4}), f"{count}, {rest}", ""])


def _csv(reviewed: Sequence[pipeline.Reviewed], lang: str) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_record(one, lang) for one in reviewed)
    return out.getvalue()


def _json(reviewed: Sequence[pipeline.Reviewed], lang: str) -> str:
    records = [_record(one, lang) for one in reviewed]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


_FORMATS: Final = {"text": _text, "json": _json, "csv": _csv}


@click.command()
@click.argument("project", type=FOLDER, default=".")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text",
              show_default=True, help="Form of the list; text is an aligned table.")  # fmt: skip
@click.option(
    "--lang", type=click.Choice(["de", "en"]), default="en", help="Language of the sentences."
)
def shapes(project: Path, form: str, lang: str) -> None:
    """List every shape: its sentence, severity, focus nodes, findings, and the CPU time it takes.

    A shape without a focus node checks nothing in the current graph. Exit codes: 0 listed, whatever
    is found; 1 a shapes file is wrong; 2 could not run.
    """
    try:
        with told() as progress:
            bounds = bounds_of(settings.read(project, os.environ))
            reviewed = pipeline.review(project, progress, bounds)
    except ProjectError as error:
        if not error.findings:
            raise
        click.echo("\n".join(finding.text(lang) for finding in error.findings), err=True)
        sys.exit(1)
    click.echo(_FORMATS[form](reviewed, lang), nl=False)
