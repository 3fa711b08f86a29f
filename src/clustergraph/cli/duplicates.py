"""``clustergraph duplicates``: which things may be one, how sure that is, and why."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from pathlib import Path
from typing import Any, Final

import click

from .. import names, pipeline, settings
from ..errors import ProjectError
from ..linking import Record
from ..linking.candidates import LEAST, Candidate, Found
from .checking import FOLDER, LANGUAGE
from .progress import told

_SIDES: Final = ("one", "other")
_ABOUT: Final = ("", "_name", "_label", "_set", "_country", "_place", "_file", "_line")
_COLUMNS: Final = ("score", *(side + part for side in _SIDES for part in _ABOUT),
                   "names_score", "reasons_en", "reasons_de")  # fmt: skip


def _thing(iri: str) -> str:
    """Return what decisions.csv takes for a thing: kind/key, or the IRI of another's."""
    place = names.kind_and_key(iri)
    return "/".join(place) if place else iri


def _side(record: Record, name: str, linked: pipeline.Linked) -> dict[str, Any]:
    place = linked.place(record.origin)
    return {
        "thing": _thing(record.iri),
        "iri": record.iri,
        "name": name,
        "label": record.label,
        "set": record.set,
        "country": record.country,
        "place": record.place,
        "file": str(place.path),
        "line": place.line,
    }


def _records(found: Found, linked: pipeline.Linked) -> list[dict[str, Any]]:
    return [
        {
            "score": one.score,
            "names_score": one.base,
            "one": _side(one.one, one.names[0], linked),
            "other": _side(one.other, one.names[1], linked),
            "reasons": [
                {"code": r.code, "effect": r.effect, "en": r.english, "de": r.german}
                for r in one.reasons
            ],
        }
        for one in found.candidates
    ]


def _json(found: Found, linked: pipeline.Linked, _lang: str) -> str:
    return json.dumps(_records(found, linked), ensure_ascii=False, indent=1) + "\n"


def _csv(found: Found, linked: pipeline.Linked, _lang: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    keys = ("thing", "name", "label", "set", "country", "place", "file", "line")
    for one in _records(found, linked):
        sides = [one[side][key] for side in _SIDES for key in keys]
        reasons = ["; ".join(r[lang] for r in one["reasons"]) for lang in ("en", "de")]
        writer.writerow([one["score"], *sides, one["names_score"], *reasons])
    return out.getvalue()


def _text(found: Found, linked: pipeline.Linked, lang: str) -> str:
    lines = []
    for one in found.candidates:
        opening, closing = ("„", "“") if lang == "de" else ("“", "”")
        said = " – ".join(f"{opening}{name}{closing}" for name in one.names)
        lines.append(f"{one.score:.2f}  {said}")
        lines += [
            f"      {_thing(record.iri)}  {linked.place(record.origin)}"
            for record in (one.one, one.other)
        ]
        lines.append(f"      {_why(one, lang)}")
    return "".join(f"{line}\n" for line in lines)


def _why(one: Candidate, lang: str) -> str:
    """Tell the steps of a score in their order, with what each adds or takes."""
    start = f"{'Namen' if lang == 'de' else 'names'} {one.base:.2f}"
    parts = []
    for reason in one.reasons:
        words = reason.german if lang == "de" else reason.english
        effect = f" ({reason.effect:+.0%})" if reason.effect else ""
        parts.append(words + effect)
    return f"{start}: {', '.join(parts)}"


def _summary(found: Found, least: float, lang: str) -> str:
    count, common = len(found.candidates), sum(found.passed_over.values())
    if lang == "de":
        rest = f"; {common} zu häufige Wörter und Namen nicht verglichen" if common else ""
        pairs = "1 Paar" if count == 1 else f"{count} Paare"
        return f"{pairs} ab {least:g}, {found.compared} Namenspaare verglichen{rest}"
    rest = f"; {common} words and names too common to compare" if common else ""
    pairs = "1 pair" if count == 1 else f"{count} pairs"
    return f"{pairs} from {least:g} on, {found.compared} pairs of names compared{rest}"


_FORMS: Final = {"text": _text, "json": _json, "csv": _csv}


@click.command()
@click.argument("project", type=FOLDER, default=".")
@click.option("--json", "form", flag_value="json", help="As JSON: scores, names, places, reasons.")
@click.option("--csv", "form", flag_value="csv", help="As CSV for a spreadsheet, a pair a row.")
@click.option("--least", type=click.FloatRange(0.5, 1), default=LEAST, show_default=True,
              help="The least score that is listed, from 0.5 to 1.")  # fmt: skip
@LANGUAGE
def duplicates(project: Path, form: str | None, least: float, lang: str) -> None:
    """List organisations that may be one by their names, best first, with both places and why.

    What shares an identifier is linked and not listed, nor is what data/decisions.csv decides:
    record there whether a pair is the same or different. Exit codes: 0 listed; 1 a table is wrong;
    2 could not run.
    """
    try:
        cache = project / settings.read(project, os.environ).store / "sources"
        with told() as progress:
            linked = pipeline.compare(project, progress, cache)
    except ProjectError as error:
        if not error.findings:
            raise
        click.echo("\n".join(finding.text(lang) for finding in error.findings), err=True)
        sys.exit(1)
    found = linked.duplicates(least)
    click.echo(_FORMS[form or "text"](found, linked, lang), nl=False)
    click.echo(_summary(found, least, lang), err=True)
