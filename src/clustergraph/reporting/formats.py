"""The table of formats: the command line, the documentation and a test read it from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from . import github, records, sarif, shacl, terminal
from .account import Account

Writer = Callable[[Account, str, bool], str]


@dataclass(frozen=True, slots=True)
class Format:
    """A form of report: its name, what it is for, its media type, and who writes it."""

    name: str
    help: str
    media_type: str
    write: Writer


FORMATS: Final = {
    one.name: one
    for one in (
        Format("text", "for people: grouped by file, coloured in a terminal", "text/plain",
               terminal.text),
        Format("json", "records in the form of docs/report.schema.json", "application/json",
               lambda account, _language, _colour: records.json_text(account)),
        Format("csv", "one finding a row, for a spreadsheet", "text/csv",
               lambda account, _language, _colour: records.csv_text(account)),
        Format("sarif", "SARIF 2.1.0 for editors and code scanning, with fixes",
               "application/sarif+json",
               lambda account, language, _colour: sarif.log(account, language)),
        Format("github", "annotations of a GitHub workflow", "text/plain",
               lambda account, language, _colour: github.workflow(account, language)),
        Format("rdf", "the validation report of SHACL in Turtle, with the origins", "text/turtle",
               lambda account, _language, _colour: shacl.report(account)),
    )
}  # fmt: skip


def write(account: Account, name: str, language: str = "en", colour: bool = False) -> str:
    """Write findings in the format of that name; KeyError for an unknown one.

    ``language`` (en or de) is that of formats that say each thing once; the others hold both.
    """
    return FORMATS[name].write(account, language, colour)
