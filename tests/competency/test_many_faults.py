"""Hundreds of faults of many kinds: each is told at its file, line and column, and nothing else is.

The faults go into copies of the curated tables and of generated ones, into rows that a seed
chooses, many in one build; what each must give follows from what was written, not from the product.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from clustergraph import names, pipeline, validation
from clustergraph.findings import Finding, Severity
from clustergraph.validation import Engine
from faultfiles import FILES
from faultkinds import CELLS, ROWS
from faultshapes import SHAPES
from faultsheets import Copy, Fault, Kind, Spot, compare, gone, told
from generate import generate

# Whole files first, while nothing else has touched them; then what fits few rows.
KINDS: tuple[Kind, ...] = (*FILES, *SHAPES, *ROWS, *CELLS)
TIMES = 2  # how often a kind goes into one copy, where there are rows for it
CASES = ("curated-1", "curated-13", "synthetic-1", "synthetic-2", "synthetic-3")
WISH = 3_000  # triples of a generated project


@dataclass(frozen=True)
class Case:
    """A spoiled copy with what its build found, and what that of the project before it found."""

    copy: Copy
    built: pipeline.Built
    before: tuple[Finding, ...]


@pytest.fixture(scope="module")
def copies(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Copy]:
    """Every spoiled copy, written and not yet built."""
    folder = tmp_path_factory.mktemp("faults")
    generate(folder / "generated", WISH)
    found = {}
    for name in CASES:
        kind, seed = name.split("-")
        source = project if kind == "curated" else folder / "generated"
        copy = Copy.of(source, folder / name, int(seed))
        for fault in KINDS:
            copy.spoil(fault, 1 if fault in FILES else TIMES)
        copy.write()
        found[name] = copy
    return found


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, copies: dict[str, Copy]) -> Case:
    """One copy, built once for all tests; a generated project tells nothing before."""
    name = str(request.param)
    before: tuple[Finding, ...] = ()
    if name.startswith("curated"):
        before = request.getfixturevalue("built").report.findings
    built = pipeline.build(copies[name].folder, engine=Engine.FAST)
    return Case(copies[name], built, before)


def test_there_are_hundreds_of_faults_of_many_kinds(copies: dict[str, Copy]) -> None:
    """At least 250 of at least 30 kinds; and no kind stands in the catalogue without a row."""
    faults = [(kind, fault) for copy in copies.values() for kind, fault in copy.faults]
    assert len(faults) >= 250
    assert len({kind for kind, _ in faults}) >= 30
    assert len({fault.rule for _, fault in faults}) >= 30
    assert {kind.name for kind in KINDS} == {kind for kind, _ in faults}
    tables = {str(fault.spot.sheet.table.path) for _, fault in faults}
    assert len(tables) >= 30


@pytest.mark.slow
def test_every_fault_is_told_once_at_its_place_and_nothing_else(case: Case) -> None:
    """Rule, file, line, column and mend, with the other cells of a relation named."""
    difference = compare(case.copy.faults, case.built.report.findings, case.before)
    assert not difference, str(difference)


@pytest.mark.slow
def test_only_warnings_that_wait_for_a_mend_are_silent(case: Case) -> None:
    """What a thing has not yet may stand in a faulty row that names it: told when that is mended.

    No violation is hidden so; the curated tables have none.
    """
    silent = gone(case.built.report.findings, case.before)
    named = case.copy.named()
    for finding in silent:
        place = names.kind_and_key(finding.focus or "")
        assert finding.severity is Severity.WARNING
        assert place is not None
        assert place[1] in named, str(finding)
    assert len(silent) <= 5


@pytest.mark.slow
def test_both_engines_find_the_same_in_a_spoiled_graph(case: Case, project: Path) -> None:
    """Every result of one is a result of the other, before anything is made of it."""
    mapped = case.built.tracer.mapped.values()
    aside = {statement.triple for one in mapped for statement in one.aside}
    triples = case.built.default | case.built.provenance | aside
    shapes = validation.read_shapes(project, case.built.ontology)
    fast = validation.validate(shapes, triples, Engine.FAST)
    reference = validation.validate(shapes, triples, Engine.REFERENCE)
    assert len(fast) > 10
    assert fast == reference


def moved(fault: Fault) -> Fault:
    """Expect a fault one column further left."""
    sheet, row, column = fault.spot
    assert column
    return replace(fault, spot=Spot(sheet, row, sheet.header[sheet.header.index(column) - 1]))


def without(findings: Iterable[Finding], fault: Fault) -> list[Finding]:
    """Leave out the finding of a fault."""
    return [finding for finding in findings if told(finding) != fault.told()]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES[-1:], indirect=True)
def test_a_wrong_expectation_is_reported(case: Case) -> None:
    """The comparison can fail: wrong column, rule or mend, an unnamed cell, told twice or never."""
    (kind, fault), *rest = (pair for pair in case.copy.faults if pair[0] == "a day in German")
    others = [pair for pair in case.copy.faults if pair[1] is not fault]
    findings = case.built.report.findings
    assert rest
    assert not compare(case.copy.faults, findings, ())
    unlike = (moved(fault), replace(fault, rule="MissingCell"), replace(fault, mend="2014-07-14"))
    for wrong in unlike:
        difference = compare([*others, (kind, wrong)], findings, ())
        assert difference.missed == (f"{kind}: {wrong.told()}",)
        assert len(difference.spurious) == 1
    more = replace(fault, also=(moved(fault).spot,))
    assert len(compare([*others, (kind, more)], findings, ()).unnamed) == 1
    assert len(compare(others, findings, ()).spurious) == 1
    assert len(compare(case.copy.faults, without(findings, fault), ()).missed) == 1
    again = [finding for finding in findings if told(finding) == fault.told()]
    assert len(compare(case.copy.faults, [*findings, *again], ()).spurious) == 1
