"""Findings as the validation report of SHACL (3.6), in Turtle, with the place of each.

What reading found has no shape: there the rule takes the place of the constraint component, and
the row, or else the file, that of the focus node.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .. import names, vocab
from ..findings import Finding
from ..origin import Origin
from ..rdf import Term, iri, is_iri, literal
from .account import Account

_PREFIXES: Final = ("cg", "prov", "sh", "xsd")
_INDENT: Final = " " * 8


def report(account: Account) -> str:
    """Write the validation report."""
    head = "".join(f"@prefix {name}: <{names.PREFIXES[name]}> .\n" for name in _PREFIXES)
    findings = account.report.findings
    lines = ["[] a sh:ValidationReport", f"    sh:conforms {str(not findings).lower()}"]
    lines += [f"    sh:result [\n{_result(finding)}\n    ]" for finding in findings]
    return head + "\n" + " ;\n".join(lines) + " .\n"


def _result(finding: Finding) -> str:
    """Write one result (SHACL 3.6.2), its place and its mend."""
    return " ;\n".join(_INDENT + line for line in _lines(finding))


def _lines(finding: Finding) -> Iterator[str]:
    broken = finding.result
    yield "a sh:ValidationResult"
    yield f"sh:focusNode {broken.focus if broken else _focus(finding)}"
    if broken and broken.path:
        yield f"sh:resultPath {broken.path}"
    if broken and broken.value:
        yield f"sh:value {broken.value}"
    yield f"sh:resultSeverity sh:{finding.severity.capitalize()}"
    component = broken.component if broken else None
    yield f"sh:sourceConstraintComponent {iri(component or finding.rule)}"
    if broken:
        yield f"sh:sourceShape {iri(finding.rule)}"
    yield f"sh:resultMessage {literal(finding.message_en, language='en')}"
    yield f"sh:resultMessage {literal(finding.message_de, language='de')}"
    yield f"{_term(vocab.FOUND_AT)} {_place(finding.origin, finding.column_name, finding.value)}"
    for origin in finding.related:
        yield f"{_term(vocab.ALSO_AT)} {_place(origin)}"
    if finding.mend is not None:
        yield f"{_term(vocab.MEND)} {literal(finding.mend)}"
    if finding.source:
        yield f"prov:hadPrimarySource {iri(names.mint('source', finding.source))}"


def _focus(finding: Finding) -> Term:
    for name in (finding.focus, finding.row):
        if name and is_iri(name):
            return iri(name)
    return _file(finding.origin)


def _file(origin: Origin) -> Term:
    """Return the name of a file, the same as in the provenance graph."""
    return iri(names.BASE + str(origin.path))


def _place(origin: Origin, column: str | None = None, text: str | None = None) -> str:
    """Write a place as a node of its own."""
    parts = [f"{_term(vocab.IN_FILE)} {_file(origin)}"]
    for term, number in ((vocab.LINE, origin.line), (vocab.COLUMN_NUMBER, origin.column)):
        if number is not None:
            parts.append(f"{_term(term)} {number}")
    for term, words in ((vocab.COLUMN_NAME, column), (vocab.CELL_TEXT, text)):
        if words is not None:
            parts.append(f"{_term(term)} {literal(words)}")
    return f"[ {' ; '.join(parts)} ]"


def _term(name: str) -> str:
    return names.shorten(name)
