"""The pocket project with one source, ``guest``, whose files and description a test writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pocket
from clustergraph import names, pipeline, sources
from clustergraph.findings import Finding

TITLE = 'title = { de = "Gast", en = "Guest" }\n'
_TYPE = names.PREFIXES["rdf"] + "type"


def write(folder: Path, name: str, content: str | bytes) -> None:
    """Write a file below a folder, as it is."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def table(
    name: str, columns: Sequence[str | Mapping[str, Any]], key: str = "key"
) -> dict[str, Any]:
    """Describe a table of things; a column by name alone is text."""
    described: list[Mapping[str, Any]] = [
        {"name": one} if isinstance(one, str) else one for one in columns
    ]
    thing = f"../../id/thing/{{{key}}}"
    return {
        "url": f"{name}.csv",
        "tableSchema": {
            "primaryKey": key,
            "aboutUrl": thing,
            "columns": [
                *described,
                {"name": "class", "virtual": True, "propertyUrl": _TYPE, "valueUrl": "#Thing"},
            ],
        },
    }


def make(
    folder: Path,
    files: Mapping[str, str | bytes],
    toml: str = '[files.things]\npath = "things.csv"\n',
    tables: Sequence[Mapping[str, Any]] = (),
    texts: Mapping[str, str] | None = None,
    on_error: str = "stop",
) -> Path:
    """Write the project: the publisher's files, source.toml, tables, and texts beside them."""
    pocket.make(folder)
    (folder / "given").mkdir(exist_ok=True)
    for name, content in files.items():
        write(folder / "given", name, content)
    source = folder / "sources" / "guest"
    write(source, "source.toml", f'{TITLE}on_error = "{on_error}"\n{toml}')
    if tables:
        document = {"@context": names.PREFIXES["csvw"].rstrip("#"), "tables": list(tables)}
        write(source, "csv-metadata.json", json.dumps(document))
    for name, text in (texts or {}).items():
        write(source, name, text)
    write(folder, "clustergraph.toml", '[sources]\nguest = "given"\n')
    return folder


def made(project: Path) -> sources.Made:
    """Make the source ``guest`` without building the project."""
    (source,) = sources.read_sources(project)
    return sources.make(project, source, project / "var" / "sources")


def build(project: Path) -> pipeline.Built:
    """Build the project."""
    return pipeline.build(project, engine="fast")


def told(found: Sequence[Finding]) -> list[str]:
    """Write findings as ``Rule place``."""
    return [f"{one.rule.rpartition('#')[2]} {one.origin}" for one in found]
