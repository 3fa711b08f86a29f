"""Findings as records: JSON in a documented form, and CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import Any, Final

from .. import names
from ..findings import Finding, Severity
from ..origin import Origin
from .account import Account
from .regions import Region, Regions

# Counts up when a member is renamed, is removed or means something else; new ones may come.
FORMAT_VERSION: Final = 1
COLUMNS: Final = (
    "severity", "file", "line", "column", "column_name", "value", "mend", "rule", "message_en",
    "message_de", "focus", "row", "source", "related",
)  # fmt: skip


def json_text(account: Account) -> str:
    """Write findings as JSON; docs/report.schema.json says what each member is."""
    regions = Regions(account.project, account.forms, account.without_lines)
    document = {
        "format": "clustergraph-report",
        "version": FORMAT_VERSION,
        "engine": account.engine,
        "summary": {
            **{f"{one.value}s": account.count(one) for one in Severity},
            "files": len({finding.origin.path for finding in account.report.findings}),
        },
        "sources": [asdict(entry) for entry in account.entries],
        "findings": [_record(finding, regions) for finding in account.report.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _record(finding: Finding, regions: Regions) -> dict[str, Any]:
    source = finding.source
    return {
        **_place(finding.origin),
        "column_name": finding.column_name,
        "region": _region(regions.of(finding.origin, finding.value)),
        "value": finding.value,
        "severity": finding.severity.value,
        "rule": finding.rule,
        "message": {"en": finding.message_en, "de": finding.message_de},
        "mend": finding.mend,
        "further": [{**_place(place), "write": text} for place, text in finding.further],
        "focus": finding.focus,
        "row": finding.row,
        "source": {"key": source, "iri": names.mint("source", source)} if source else None,
        "related": [_place(place) for place in finding.related],
    }


def _place(origin: Origin) -> dict[str, Any]:
    return {"file": str(origin.path), "line": origin.line, "column": origin.column}


def _region(region: Region | None) -> dict[str, int] | None:
    if region is None:
        return None
    return {
        "start_line": region.line,
        "start_column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
    }


def csv_text(account: Account) -> str:
    """Write findings as CSV (RFC 4180, UTF-8, line feeds), one a row."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in account.report.findings:
        writer.writerow(
            (
                one.severity.value, one.origin.path, one.origin.line, one.origin.column,
                one.column_name, one.value, one.mend, one.rule, one.message_en, one.message_de,
                one.focus, one.row, one.source, " ".join(map(str, one.related)),
            )
        )  # fmt: skip
    return file.getvalue()
