"""``clustergraph sources``: whose data there are, where they lie, what became of them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from .. import settings, store
from .. import sources as rooms
from ..errors import StoreError
from .aligned import aligned
from .checking import FOLDER

_HEADERS: Final = {
    "en": ("source", "title", "files in", "rows", "set aside", "age", "licence", "state"),
    "de": ("Quelle", "Titel", "Dateien in", "Zeilen", "ausgeschlossen", "Alter", "Lizenz",
           "Stand"),
}  # fmt: skip
_STATES: Final = {
    "built": ("built", "gebaut"),
    "changed": ("changed since it was built", "seit dem Bau geändert"),
    "not built": ("not built", "nicht gebaut"),
    "no files": ("no files there", "dort keine Dateien"),
    "not located": ("not located", "kein Ort genannt"),
}
_CREATIVE_COMMONS: Final = re.compile(
    r"https?://creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/(\d\.\d)/?\S*"
)
_NONE_STATED: Final = {"en": "none stated", "de": "keine genannt"}


@dataclass(frozen=True, slots=True)
class _Listed:
    """A source with its files and what the published graph says of it."""

    source: rooms.Source
    files: tuple[rooms.Found, ...]
    counted: tuple[Mapping[str, Any], ...]
    state: str

    @property
    def newest(self) -> datetime | None:
        """When the newest of its files was changed."""
        times = [file.path.stat().st_mtime for file in self.files]
        return datetime.fromtimestamp(max(times), UTC) if times else None

    def rows(self, member: str) -> int:
        """Count rows of tables and triples of graphs."""
        return sum(entry[member] for entry in self.counted if entry["kind"] != "records")


def _listed(project: Path, root: Path) -> list[_Listed]:
    try:
        published = store.current(root)
    except StoreError:
        counted: Sequence[Mapping[str, Any]] = ()
        built = None
    else:
        counted = published.manifest.get("sources", ())
        built = datetime.fromisoformat(published.manifest["built"])
    found = []
    for source in rooms.read_sources(project):
        files = tuple(rooms.located(project, source)) if source.place is not None else ()
        own = tuple(entry for entry in counted if entry["source"] == source.name)
        one = _Listed(source, files, own, "")
        found.append(_Listed(source, files, own, _state(one, built)))
    return found


def _state(one: _Listed, built: datetime | None) -> str:
    if one.source.place is None:
        return "not located"
    if one.newest is None:
        return "no files"
    if not one.counted:
        return "not built"
    # A manifest says the second.
    is_newer = built is not None and one.newest.replace(microsecond=0) > built
    return "changed" if is_newer else "built"


def _licence(source: rooms.Source, lang: str) -> str:
    """Return a licence in few words where its address is one of Creative Commons.

    >>> _licence(rooms.Source("x", Path(), licence="https://creativecommons.org/licenses/by/4.0/"),
    ...     "en")
    'CC BY 4.0'
    """
    if source.licence is None:
        return _NONE_STATED[lang]
    match = _CREATIVE_COMMONS.fullmatch(source.licence)
    if match is None:
        return source.licence
    return f"CC0 {match[2]}" if match[1] == "zero" else f"CC {match[1].upper()} {match[2]}"


def _text(listed: Iterable[_Listed], lang: str, now: datetime) -> str:
    rows: list[Sequence[str]] = [_HEADERS[lang]]
    for one in listed:
        days = None if one.newest is None else (now - one.newest).days
        age = "–" if days is None else f"{days} {'Tage' if lang == 'de' else 'days'}"
        count = [f"{one.rows('mapped')}", f"{one.rows('aside')}"] if one.counted else ["–", "–"]
        title = one.source.title.get(lang, one.source.name)
        state = _STATES[one.state][lang == "de"]
        place = one.source.place or "–"
        rows.append((one.source.name, title, place, *count, age, _licence(one.source, lang), state))
    if len(rows) == 1:
        return "no sources: none has a folder in sources/\n" if lang == "en" else (
            "keine Quellen: keine hat einen Ordner in sources/\n"
        )  # fmt: skip
    return "\n".join([*aligned(rows, {3, 4, 5}), ""])


def _json(listed: Iterable[_Listed]) -> str:
    return json.dumps([_record(one) for one in listed], ensure_ascii=False, indent=1) + "\n"


def _record(one: _Listed) -> dict[str, Any]:
    source = one.source
    return {
        "name": source.name,
        "title": dict(source.title),
        "publisher": dict(source.publisher),
        "licence": source.licence,
        "licence_note": dict(source.licence_note),
        "homepage": source.homepage,
        "get": dict(source.get),
        "on_error": source.on_error.value,
        "place": source.place,
        "state": one.state,
        "files": [
            {
                "path": str(file.shown),
                "bytes": file.path.stat().st_size,
                "modified": datetime.fromtimestamp(file.path.stat().st_mtime, UTC).isoformat(
                    timespec="seconds"
                ),
            }
            for file in one.files
        ],
        "counts": [
            {key: entry[key] for key in ("kind", "name", "read", "mapped", "aside")}
            for entry in one.counted
        ],
    }


@click.command()
@click.argument("project", type=FOLDER, default=".")
@click.option("--json", "as_json", is_flag=True, help="Write JSON, with files and counts.")
@click.option(
    "--lang", type=click.Choice(["de", "en"]), default="en", help="Language of titles and states."
)
def sources(project: Path, as_json: bool, lang: str) -> None:
    """List the sources: title, where their files lie, rows, age, licence and state.

    A source that clustergraph.toml names no place for is listed and not built. Exit codes: 0
    listed; 1 a description is wrong; 2 could not run.
    """
    chosen = settings.read(project, os.environ)
    listed = _listed(project, project / chosen.store)
    text = _json(listed) if as_json else _text(listed, lang, datetime.now(UTC))
    click.echo(text, nl=False)
