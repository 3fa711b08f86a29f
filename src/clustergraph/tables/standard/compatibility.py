"""Whether a table has the columns that its description gives it (Metadata Vocabulary 5.5.1, 5.6).

A validator must call the table wrong; a converter tells a warning and follows the description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .annotating import Table
from .context import languages_match
from .log import Log
from .sheets import Sheet


def check_columns(table: Table, sheet: Sheet, log: Log) -> None:
    """Tell every column of the file that is not the described one."""
    if not table.dialect.header_rows:
        return
    address = table.resource.address
    if not sheet.width:
        log.invalid("MissingHeader", log.origin(address, 1), "has no header", "hat keinen Kopf")
        return
    schema = table.schema
    if schema is None:
        return
    described = [column for column in schema.columns if not column.is_virtual]
    language = str(table.description.properties.get("lang", "und"))
    line = table.dialect.skip_rows + 1
    if len(described) != sheet.width:
        log.invalid(
            "IncompatibleColumns", log.origin(address, line),
            f"has {sheet.width} columns, and {len(described)} are described",
            f"hat {sheet.width} Spalten, und {len(described)} sind beschrieben",
        )  # fmt: skip
    for at, (column, titles) in enumerate(zip(described, sheet.titles, strict=False), 1):
        # A name is matched by names only, and a header has none; who only converts lets it pass.
        is_silent = not column.titles and (column.name is None or not log.is_validating)
        if is_silent or not titles or _share_a_title(column.titles, titles, language):
            continue
        wanted = next((text for texts in column.titles.values() for text in texts), column.name)
        log.invalid(
            "IncompatibleColumns", log.origin(address, line, at + table.dialect.skip_columns),
            f"is no title of the described column {at}",
            f"ist kein Titel der beschriebenen Spalte {at}",
            value=titles[0] if titles else "", mend=wanted,
        )  # fmt: skip


def _share_a_title(
    described: Mapping[str, Sequence[str]], found: Sequence[str], language: str
) -> bool:
    """Tell whether a title is the same; those of the file are in the language of the table."""
    return any(
        text in found
        for tag, texts in described.items()
        if languages_match(tag, language)
        for text in texts
    )
