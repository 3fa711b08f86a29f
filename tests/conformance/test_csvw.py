"""The W3C tests of CSV on the Web: 270 of conversion to RDF, 282 of validation."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest

import csvwsuite
from clustergraph.errors import TableError
from clustergraph.tables import standard

KNOWN = Path(__file__).with_name("known-csvw.txt")
SIZES = {"csvw-rdf": 270, "csvw-validation": 282}


@pytest.fixture(scope="session")
def suite(shared: Path) -> Path:
    """The folder of the suite; without ../shared the tests are skipped."""
    return shared / "suites" / "csvw" / "tests"


def known(name: str) -> dict[str, str]:
    """Return the tests of a suite that are known to fail, with the reason."""
    text = [line.partition("#")[0] for line in KNOWN.read_text("utf-8").splitlines()]
    lines = [line.split(maxsplit=2) for line in text if line.strip()]
    return {test: reason for suite, test, reason in lines if suite == name}


@pytest.mark.parametrize("name", SIZES)
def test_every_test_of_the_suite_is_passed(suite: Path, name: str) -> None:
    """Each gives the graph, the warning or the error that it asks for, or has a reason not to."""
    found = dict(csvwsuite.faults(suite, name))
    assert len(found) == SIZES[name]
    failed = {case.name: fault for case, fault in found.items() if fault is not None}
    assert failed.keys() == known(name).keys(), failed


def case(suite: Path, name: str, test: str) -> csvwsuite.Case:
    """Return one test of a suite."""
    manifest, _ = csvwsuite.SUITES[name]
    return next(one for one in csvwsuite.cases(suite, manifest) if one.name == test)


def test_another_graph_fails_a_test(suite: Path) -> None:
    """What is compared is the graph: the result of another test is noticed."""
    one = case(suite, "csvw-rdf", "test005")
    other = case(suite, "csvw-rdf", "test006")
    assert csvwsuite.fault_of_rdf(suite, one) is None
    fault = csvwsuite.fault_of_rdf(suite, replace(one, result=other.result))
    assert fault is not None
    assert fault.startswith("another graph")


@pytest.mark.parametrize(
    ("name", "test", "kind"),
    [
        ("csvw-rdf", "test005", "ToRdfTestWithWarnings"),
        ("csvw-rdf", "test005", "NegativeRdfTest"),
        ("csvw-rdf", "test093", "ToRdfTest"),
        ("csvw-rdf", "test074", "ToRdfTest"),
        ("csvw-validation", "test005", "WarningValidationTest"),
        ("csvw-validation", "test005", "NegativeValidationTest"),
        ("csvw-validation", "test093", "PositiveValidationTest"),
        ("csvw-validation", "test093", "NegativeValidationTest"),
        ("csvw-validation", "test125", "PositiveValidationTest"),
        ("csvw-validation", "test125", "WarningValidationTest"),
    ],
)
def test_another_outcome_fails_a_test(suite: Path, name: str, test: str, kind: str) -> None:
    """A warning too many or too few, an error too many or too few: each is noticed."""
    one = case(suite, name, test)
    _, fault_of = csvwsuite.SUITES[name]
    assert fault_of(suite, one) is None
    assert fault_of(suite, replace(one, kind=kind)) is not None


def test_a_mutated_description_never_ends_in_a_traceback(suite: Path) -> None:
    """Each value of some descriptions of the suite, made odd: findings or triples, nothing else."""
    odd = ["null", "true", "-1", "1e999", '""', '"http://["', '"_:b"', "[]", "{}", '"\\ud800"',
           '{"@value": null}', '"{"', '"(a"', '"%"']  # fmt: skip
    for name in ("test036/tree-ops-ext.csv-metadata.json", "test023-user-metadata.json",
                 "test209-metadata.json", "test256-metadata.json"):  # fmt: skip
        text = (suite / name).read_text("utf-8")
        for at, end in csvwsuite.values_of(text):
            for value in odd:
                attempt(suite / name, text[:at] + value + text[end:])


def attempt(path: Path, text: str) -> None:
    """Convert and validate with a description in place of the one at a path."""

    def fetch(address: str) -> standard.Resource:
        if address == path.as_uri():
            return standard.Resource(address, lambda: io.BytesIO(text.encode()))
        return standard.read_local(address)

    for is_validating in (False, True):
        try:
            tables = standard.open_tables(
                path.as_uri(), fetch=fetch, is_validating=is_validating, folder=path.parent
            )
            if is_validating:
                standard.validate(tables)
            else:
                csvwsuite.graph_of(standard.to_rdf(tables))
        except (TableError, OSError):
            continue
