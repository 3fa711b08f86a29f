"""The W3C tests of CSV on the Web, run against ``tables.standard``.

The suite names addresses at www.w3.org; ``fetch`` gives the files of the local folder for them, so
nothing goes over the network. A test passes when the outcome is the one asked for: the same graph
(by RDFC-1.0), with a warning where one is wanted and without where none is, or an error.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from clustergraph.errors import TableError
from clustergraph.findings import Report, Severity
from clustergraph.rdf import Triple, nquads
from clustergraph.tables import standard

BASE = "http://www.w3.org/2013/csvw/tests/"
# What the tests say that w3.org answers at /.well-known/csvm.
WELL_KNOWN = b"{+url}-metadata.json\ncsv-metadata.json\n{+url}.json\ncsvm.json\n"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_VOCABULARY = BASE + "vocab#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True)
class Case:
    """One test of a manifest."""

    name: str
    kind: str
    title: str
    action: str
    result: str | None = None
    metadata: str | None = None
    is_minimal: bool = False
    link: str | None = None
    media_type: str | None = None


def cases(suite: Path, manifest: str) -> list[Case]:
    """Read a manifest."""
    store = ox.Store()
    store.load(path=suite / manifest, format=ox.RdfFormat.TURTLE, base_iri=BASE + manifest)

    def values(node: object, name: str) -> list[str]:
        quads = store.quads_for_pattern(node, ox.NamedNode(name), None)  # type: ignore[arg-type]
        return [str(getattr(quad.object, "value", "")) for quad in quads]

    found = []
    for quad in store.quads_for_pattern(None, ox.NamedNode(_MF + "action"), None):
        node = quad.subject
        one = partial(_first, values, node)
        options: dict[str, str] = {}
        for option in store.quads_for_pattern(node, ox.NamedNode(_VOCABULARY + "option"), None):
            for each in store.quads_for_pattern(option.object, None, None):  # type: ignore[arg-type]
                options[each.predicate.value.removeprefix(_VOCABULARY)] = each.object.value  # type: ignore[union-attr]
        found.append(
            Case(
                node.value.rpartition("#")[2],  # type: ignore[union-attr]
                (one(_TYPE.value) or "").removeprefix(_VOCABULARY),
                one(_MF + "name") or "",
                quad.object.value,  # type: ignore[union-attr]
                one(_MF + "result"),
                options.get("metadata"),
                options.get("minimal") == "true",
                one(_VOCABULARY + "httpLink"),
                one(_VOCABULARY + "contentType"),
            )
        )
    return sorted(found, key=lambda case: case.name)


def _first(values: object, node: object, name: str) -> str | None:
    found = values(node, name)  # type: ignore[operator]
    return found[0] if found else None


def fetch(suite: Path, case: Case, address: str) -> standard.Resource:
    """Give the file that stands for an address of w3.org."""
    parts = urlsplit(address)
    if parts.netloc != "www.w3.org":
        raise FileNotFoundError(f"{address} is not of this suite")
    if parts.path == "/.well-known/csvm":
        return standard.Resource(address, lambda: io.BytesIO(WELL_KNOWN))
    file = suite / unquote(parts.path).removeprefix("/2013/csvw/tests/")
    if not file.is_file() or (parts.query and address != case.action):
        raise FileNotFoundError(f"{address} does not exist")
    links = standard.links_of(case.link) if case.link and address == case.action else ()
    media_type, parameters = "", {}
    if case.media_type and address == case.action:
        media_type, parameters = standard.media_type_of(case.media_type)
    return standard.Resource(address, lambda: file.open("rb"), media_type, parameters, links)


def graph(content: bytes, form: ox.RdfFormat, base: str | None = None) -> ox.Dataset:
    """Read a graph and label its blank nodes canonically."""
    dataset = ox.Dataset(ox.parse(content, format=form, base_iri=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def graph_of(triples: Iterable[Triple]) -> ox.Dataset:
    """Read triples back as a store would, strictly."""
    return graph(nquads(triples).encode(), ox.RdfFormat.N_TRIPLES)


def values_of(text: str) -> list[tuple[int, int]]:
    """Return where the strings, numbers and words of a JSON text stand that are values."""
    parts = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|true|false|null')
    return [match.span() for match in parts.finditer(text) if match[1] is None]


def _opened(suite: Path, case: Case, *, is_validating: bool) -> standard.Tables:
    return standard.open_tables(
        case.action,
        metadata=case.metadata,
        fetch=partial(fetch, suite, case),
        is_validating=is_validating,
        folder=suite,
    )


def fault_of_rdf(suite: Path, case: Case) -> str | None:
    """Return why a test of conversion fails, or None when it passes."""
    try:
        tables = _opened(suite, case, is_validating=False)
        triples = list(standard.to_rdf(tables, is_minimal=case.is_minimal))
    except TableError as error:
        return None if case.kind == "NegativeRdfTest" else f"an error: {error}"
    if case.kind == "NegativeRdfTest":
        return "no error"
    assert case.result
    name = suite / case.result.removeprefix(BASE)
    wanted = graph(name.read_bytes(), ox.RdfFormat.TURTLE, case.result)
    found = graph_of(triples)
    if wanted != found:
        less = sorted(map(str, set(wanted) - set(found)))
        more = sorted(map(str, set(found) - set(wanted)))
        return (
            "another graph\n  less: "
            + "\n        ".join(less[:8])
            + "\n  more: "
            + "\n        ".join(more[:8])
        )
    has_warnings = bool(tables.report.findings)
    if has_warnings != (case.kind == "ToRdfTestWithWarnings"):
        return f"warnings: {tables.report}" if has_warnings else "no warning"
    return None


def fault_of_validation(suite: Path, case: Case) -> str | None:
    """Return why a test of validation fails, or None when it passes."""
    try:
        report = standard.validate(_opened(suite, case, is_validating=True))
    except TableError as error:
        report = Report.of(error.findings)
    weights = {finding.severity for finding in report.findings}
    wanted = {
        "PositiveValidationTest": set(),
        "WarningValidationTest": {Severity.WARNING},
    }.get(case.kind)
    if wanted is None:
        return None if Severity.VIOLATION in weights else f"no error; {report}"
    return None if weights == wanted else f"{report or 'nothing told'}"


SUITES = {
    "csvw-rdf": ("manifest-rdf.ttl", fault_of_rdf),
    "csvw-validation": ("manifest-validation.ttl", fault_of_validation),
}


def faults(suite: Path, name: str) -> Iterator[tuple[Case, str | None]]:
    """Run one of the suites."""
    manifest, fault_of = SUITES[name]
    for case in cases(suite, manifest):
        yield case, fault_of(suite, case)
