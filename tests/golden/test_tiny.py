"""The tiny project, known by heart: its triples, what follows from them, and its report."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from clustergraph import names, pipeline, provenance
from clustergraph.rdf import nquads

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, project: Path) -> pipeline.Built:
    """The tiny tables under the project's own ontology, rules and shapes."""
    folder = tmp_path_factory.mktemp("tiny")
    shutil.copytree(HERE.parent / "tiny" / "data", folder / "data")
    for name in ("ontology", "rules", "shapes"):
        (folder / name).symlink_to(project / name)
    return pipeline.build(folder)


def compare(file: Path, text: str, renew: bool) -> None:
    """Compare a text with the one on file, or write it anew."""
    if renew:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_tiny_project_gives_just_these_quads(tiny: pipeline.Built, renew: bool) -> None:
    """Every asserted triple, every one about a row, and every inferred one about a thing."""
    asserted = "".join(
        nquads(sorted(triples), names.graph(name)) for name, triples in tiny.tables.items()
    )
    rows = [t for t in sorted(tiny.provenance) if provenance.is_about_a_row(t)]
    inferred = [t for t in sorted(tiny.inferred) if t[0].startswith("<" + names.THINGS)]
    text = asserted + nquads(rows, names.PROVENANCE_GRAPH) + nquads(inferred, names.INFERRED_GRAPH)
    compare(HERE / "tiny.nq", text, renew)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_tiny_project_has_just_this_report(
    tiny: pipeline.Built, language: str, renew: bool
) -> None:
    """What is still missing is told with its place, in both languages."""
    lines = (f"{f.severity}: {f.text(language)}" for f in tiny.report.findings)
    compare(HERE / f"report.{language}.txt", "\n".join(lines) + "\n", renew)


@pytest.mark.slow
def test_every_row_is_mapped_or_reported(tiny: pipeline.Built) -> None:
    """Rows read are rows mapped and rows set aside."""
    assert all(read == mapped + aside for read, mapped, aside in tiny.rows.values())
    assert sum(read for read, _, _ in tiny.rows.values()) == 11
