"""One source made ready to map: staged, shaped, its graphs read; kept until its inputs change."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any, Final

import duckdb

from .. import rdf
from ..findings import Finding, Severity
from ..origin import Origin
from ..tables import Shaped, Table
from . import graphs, shaping, staging
from .gathering import digest, digests, gather
from .plan import Source

_MEGABYTES: Final = 1024
_KEPT: Final = "shaped.json"
# Findings that concern one record; every other one concerns a file or the description, and stops.
_OF_A_RECORD: Final = ("RaggedRow", "NulCharacter", "NotUtf8", "OpenQuote", "OversizedCell",
                       "BadRecord", "SetAside")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the records of one staged table, or of the rows of one shaped table."""

    read: int
    aside: int


@dataclass(frozen=True)
class Made:
    """A source ready to map.

    ``tables`` have their rows in ``path``; ``origins`` leads from a line there to the publisher's
    record. ``findings`` concern single records, which are set aside; ``faults`` concern files, SQL
    and what was lost: then there are no tables. ``staged`` tallies the records by logical name,
    ``shaped`` the rows by table. ``files`` maps each file, as it is shown, to its name below the
    folder and its SHA-256, ``inputs`` each table and graph to the files that it was made from.
    """

    source: Source
    tables: tuple[Table, ...] = ()
    origins: dict[PurePosixPath, Shaped] = field(default_factory=dict)
    graphs: dict[str, frozenset[rdf.Triple]] = field(default_factory=dict)
    graph_read: dict[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()
    staged: dict[str, Tally] = field(default_factory=dict)
    shaped: dict[str, Tally] = field(default_factory=dict)
    files: dict[PurePosixPath, tuple[str, str]] = field(default_factory=dict)
    inputs: dict[str, tuple[PurePosixPath, ...]] = field(default_factory=dict)


def make(project: Path, source: Source, cache: Path) -> Made:
    """Stage, shape and read a source, or take what ``cache`` keeps of it from equal inputs.

    Raises OSError when a file cannot be read or the cache not be written.
    """
    files = digests(project, source)
    key = _key(project, source, files)
    folder = cache / source.name
    kept = _kept(folder, key)
    if kept is None:
        kept = _fresh(project, source, cache, folder, key)
    return replace(_made(source, folder, kept), files=files, inputs=_inputs(project, source))


def _inputs(project: Path, source: Source) -> dict[str, tuple[PurePosixPath, ...]]:
    """Return for each table and graph the files that it was made from.

    A table with SQL is made from the files whose logical names stand in it.
    """
    files = {
        one.name: [file.shown for file in gather(project, source, one.path, one.line)[0]]
        for one in source.files
    }
    found: dict[str, tuple[PurePosixPath, ...]] = {}
    for table in source.tables:
        short = source.short(table)
        sql = source.folder / f"{short}.sql"
        words = {short}
        if sql.is_file():
            words = set(re.findall(r"[a-z][a-z0-9_]*", sql.read_text("utf-8", "replace").lower()))
        found[table.name] = tuple(p for name in files if name in words for p in files[name])
    for graph in source.graphs:
        places = gather(project, source, graph.path, graph.line)[0]
        found[source.table_name(graph.name)] = tuple(file.shown for file in places)
    return found


def _key(project: Path, source: Source, files: dict[PurePosixPath, tuple[str, str]]) -> str:
    """Return the SHA-256 of all that the rows depend on: files, description, SQL, our code."""
    text = hashlib.sha256()
    for library in ("duckdb", "pyoxigraph", "python-calamine"):
        text.update(f"{library} {version(library)}\n".encode())
    described = Path(__file__).parent.parent / "tables" / "described"
    for path in [*sorted(Path(__file__).parent.glob("*.py")), *sorted(described.glob("*.py")),
                 *sorted(p for p in source.folder.iterdir() if p.is_file())]:  # fmt: skip
        text.update(f"{path.name} {digest(path)}\n".encode())
    for shown, (name, sum_) in files.items():
        text.update(f"{shown} {name} {sum_}\n".encode())
    for pattern in source.patterns:  # a file that cannot be read may be mended
        text.update("".join(map(str, gather(project, source, *pattern)[1])).encode())
    return text.hexdigest()


def _kept(folder: Path, key: str) -> dict[str, Any] | None:
    try:
        kept = json.loads((folder / _KEPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) and kept.get("key") == key else None


def _fresh(project: Path, source: Source, cache: Path, folder: Path, key: str) -> dict[str, Any]:
    """Make a source anew, beside what is kept; the new one takes its place when it is whole."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{source.name}-", dir=cache) as name:
        work, rows = Path(name) / "work", Path(name) / "rows"
        work.mkdir()
        rows.mkdir()
        kept = {"key": key, **_shape(project, source, work, rows)}
        kept["graphs"] = {}
        for graph in source.graphs:
            content = graphs.read_graph(project, source, graph, work)
            kept["faults"] += [_plain(f) for f in content.findings]
            kept["graphs"][graph.name] = content.read
            (rows / f"{graph.name}.nt").write_text(
                rdf.nquads(sorted(content.triples)), encoding="utf-8", newline=""
            )
        (rows / _KEPT).write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        rows.replace(folder)
    return kept


def _shape(project: Path, source: Source, work: Path, rows: Path) -> dict[str, Any]:
    """Stage every file and shape every table; return what is kept of it beside the rows."""
    findings: list[Finding] = []
    staged: dict[str, list[int]] = {}
    shaped: dict[str, list[int]] = {}
    if source.files or source.tables:
        stage = staging.open_stage(work, _MEGABYTES)
        try:
            for file in source.files:
                staging.stage_files(stage, project, source, file)
            staging.lock(stage)
            findings += stage.findings
            if not _faults(findings):
                shaping.begin(stage)
                for table in source.tables:
                    made = shaping.shape(stage, source, table, rows)
                    findings += [*made.findings, *made.aside]
                    shaped[table.name] = [made.written + len(made.aside), len(made.aside)]
            if not _faults(findings):
                findings += shaping.lost(stage, source)
            staged = {name: [count, stage.bad[name]] for name, count in stage.read.items()}
        except duckdb.Error as error:  # what the files and the SQL cause is told by their rooms
            reason = str(error).partition("\n")[0]
            raise OSError(f"source {source.name} cannot be staged: {reason}") from error
        finally:
            stage.connection.close()
    return {
        "findings": [_plain(f) for f in findings if _is_of_a_record(f)],
        "faults": [_plain(f) for f in _faults(findings)],
        "staged": staged,
        "shaped": shaped,
    }


def _is_of_a_record(found: Finding) -> bool:
    """Tell what stops nothing: it concerns one record, or is no violation."""
    if found.severity is not Severity.VIOLATION:
        return True
    return found.origin.line is not None and found.rule.rpartition("#")[2] in _OF_A_RECORD


def _faults(findings: list[Finding]) -> list[Finding]:
    return [found for found in findings if not _is_of_a_record(found)]


def _plain(found: Finding) -> dict[str, Any]:
    """Return a finding as JSON keeps it."""
    origin = found.origin
    return {**asdict(found), "origin": [str(origin.path), origin.line, origin.column],
            "related": [], "further": [], "severity": found.severity.value}  # fmt: skip


def _finding(plain: dict[str, Any]) -> Finding:
    path, line, column = plain["origin"]
    return Finding(**{**plain, "origin": Origin(PurePosixPath(path), line, column),
                      "related": (), "further": (),
                      "severity": Severity(plain["severity"])})  # fmt: skip


def _made(source: Source, folder: Path, kept: dict[str, Any]) -> Made:
    faults = tuple(map(_finding, kept["faults"]))
    tables = () if faults else tuple(_located(source, folder))
    return Made(
        source=source,
        tables=tables,
        origins={
            table.path: Shaped(Path(table.path).with_suffix(".origins"), source.place or "")
            for table in tables
        },
        graphs={} if faults else {
            source.table_name(name): _read_graph(folder / f"{name}.nt") for name in kept["graphs"]
        },
        graph_read={source.table_name(name): read for name, read in kept["graphs"].items()},
        findings=tuple(map(_finding, kept["findings"])),
        faults=faults,
        staged={name: Tally(*counts) for name, counts in kept["staged"].items()},
        shaped={name: Tally(*counts) for name, counts in kept["shaped"].items()},
    )  # fmt: skip


def _located(source: Source, folder: Path) -> Iterator[Table]:
    """Yield the tables of a source with the place of their shaped rows."""
    for table in source.tables:
        path = PurePosixPath((folder / f"{source.short(table)}.csv").absolute().as_posix())
        yield replace(table, path=path)


def _read_graph(path: Path) -> frozenset[rdf.Triple]:
    return frozenset(rdf.read_ntriples(path.read_text(encoding="utf-8")))
