"""The project with some of its sources given a place: samples that lie here, or real data."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from clustergraph import names, pipeline, tables
from clustergraph.pipeline import sourcing
from clustergraph.pipeline.sourcing import Sourced
from clustergraph.rdf import Triple, iri

ROOT = Path(__file__).parent.parent
SAMPLES = Path(__file__).parent / "samples"
_PARTS = ("data", "ontology", "rules", "shapes", "sources")

ORGANISATION = names.THINGS + "organisation/"
SKOS = names.PREFIXES["skos"]


def copy(folder: Path, places: Mapping[str, Path | str]) -> Path:
    """Copy the project into a folder and say where the files of some sources lie."""
    for part in _PARTS:
        shutil.copytree(ROOT / part, folder / part, dirs_exist_ok=True)
    lines = "".join(f'"{name}" = "{place}"\n' for name, place in places.items())
    (folder / "clustergraph.toml").write_text(f"[sources]\n{lines}", encoding="utf-8")
    return folder


def build(folder: Path, places: Mapping[str, Path | str]) -> pipeline.Built:
    """Build the project with some sources."""
    return pipeline.build(copy(folder, places), engine="fast")


def read(folder: Path, places: Mapping[str, Path | str]) -> Sourced:
    """Read and map some sources, and nothing else of the project."""
    project = copy(folder, places)
    return sourcing.read(
        project,
        project / "var" / "sources",
        lambda table: tables.map_table(project, table),
        lambda _: None,
    )


def made(folder: Path, name: str, files: Mapping[str, str | bytes]) -> Sourced:
    """Read one source from files that a test writes."""
    given = folder / "given"
    for path, content in files.items():
        (given / path).parent.mkdir(parents=True, exist_ok=True)
        (given / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return read(folder / "project", {name: given})


def triples(sourced: Sourced) -> set[Triple]:
    """Return all that the sources say."""
    said = {statement.triple for one in sourced.mapped for statement in one.statements}
    return said.union(*sourced.graphs.values())


def told(sourced: Sourced) -> list[str]:
    """Return what was set aside, as ``file:record: reason``."""
    return [
        f"{one.origin.path.name}:{one.origin.line}: {one.message_en}"
        for one in sourced.in_words_of_the_publisher(sourced.aside)
    ]


def of(graph: set[Triple] | frozenset[Triple], thing: str, predicate: str) -> set[str]:
    """Return the values of a property: IRIs bare, literals as in N-Triples.

    Short names: ``organisation/…`` for things of ours, ``skos:…`` and ``cg:…`` for properties.
    """
    subject = iri(thing if ":" in thing else names.THINGS + thing)
    prefix, _, name = predicate.partition(":")
    wanted = iri(names.PREFIXES[prefix] + name)
    return {
        o.removeprefix("<" + names.THINGS).rstrip(">") if o.startswith("<" + names.THINGS) else o
        for s, p, o in graph
        if s == subject and p == wanted
    }


def counts(built: pipeline.Built) -> dict[str, tuple[int, int, int]]:
    """Return read, mapped and set aside of every account entry of the sources."""
    return {f"{one.kind} {one.name}": (one.read, one.mapped, one.aside) for one in built.counted()}


def all_are_accounted(sourced: Sourced) -> None:
    """Every record and row that was read is mapped or set aside."""
    for source in sourced.made:
        assert not source.faults, [str(fault) for fault in source.faults]
    for read_, mapped, aside in sourced.rows.values():
        assert read_ == mapped + aside
