"""The page on tables: what each column takes, and what it means in RDF."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from reference_parts import ROOT, page, table

from clustergraph import names

# Patterns of the description that have a name of their own in the house.
_PATTERNS: Final = {
    "[a-z0-9]+(-{1,2}[a-z0-9]+)*": "key",
    "[a-z-]+/[a-z0-9]+(-{1,2}[a-z0-9]+)*": "kind/key",
    "[A-Za-z]+": "name of a term",
}
_LANGUAGES: Final = {"de": "German", "en": "English"}


def description() -> dict[str, Any]:
    """Return the description of the tables, as it stands in data/csv-metadata.json."""
    text = (ROOT / "data" / "csv-metadata.json").read_text(encoding="utf-8")
    described: dict[str, Any] = json.loads(text)
    return described


def tables_page() -> str:
    """Every table and column: meaning, datatype, what it becomes in RDF."""
    described = description()["tables"]
    shared = _shared(described)
    everywhere = [
        column
        for column in described[0]["tableSchema"]["columns"]
        if column["name"] in shared and column["name"] in _named(described[0])
    ]
    return page(
        "Tables",
        "What a curator fills in. The description is"
        " [`data/csv-metadata.json`](../../data/csv-metadata.json) (CSV on the Web); each table is"
        " the named graph `https://w3id.org/clustergraph/graph/<table>`. An empty cell is unknown"
        " and makes no triple.",
        "A column with * must be filled. Every table but `sources` also has these, which say what"
        " its row rests on:\n\n" + _columns(everywhere),
        *(_table(one, shared) for one in described),
    )


def _named(one: Mapping[str, Any]) -> list[str]:
    return [c["name"] for c in one["tableSchema"]["columns"] if not c.get("virtual")]


def _shared(described: list[dict[str, Any]]) -> set[str]:
    """Return the columns that mean the same in all tables but one."""
    seen = Counter(
        (column["name"], column["dc:description"])
        for one in described
        for column in one["tableSchema"]["columns"]
        if not column.get("virtual") and column["name"] != "key"
    )
    return {name for (name, _), count in seen.items() if count >= len(described) - 1}


def _table(one: Mapping[str, Any], shared: set[str]) -> str:
    schema = one["tableSchema"]
    name = one["url"].removesuffix(".csv")
    own = [c for c in schema["columns"] if not c.get("virtual") and c["name"] not in shared]
    also = [f"`{c}`" for c in _named(one) if c in shared]
    lines = [f"## {name}", f"{one['dc:description']}. Each row is `{_iri(schema['aboutUrl'])}`."]
    virtual = [
        f"`{_iri(c['propertyUrl'])}` `{_iri(c['valueUrl'])}`"
        for c in schema["columns"]
        if c.get("virtual") and "/id/row/" not in c.get("aboutUrl", "") and "valueUrl" in c
    ]
    if virtual:
        lines.append("Each row also says: " + ", ".join(virtual) + ".")
    lines.append(_columns(own))
    if also:
        lines.append("And: " + ", ".join(also) + ".")
    return "\n\n".join(lines)


def _columns(columns: Iterable[Mapping[str, Any]]) -> str:
    return table(
        ("Column", "Meaning", "Written as", "RDF"),
        (
            (
                f"`{column['name']}`" + (" *" if column.get("required") else ""),
                _linked(column["dc:description"]),
                _datatype(column),
                _property(column),
            )
            for column in columns
        ),
    )


def _linked(meaning: str) -> str:
    def link(match: re.Match[str]) -> str:
        name = match[1]
        is_listed = (ROOT / "ontology" / "schemes" / f"{name}.ttl").exists()
        return f"[{name}](codes.md#{name})" if is_listed else match[0]

    return re.sub(r"id/scheme/([a-z-]+)", link, meaning)


def _datatype(column: Mapping[str, Any]) -> str:
    """Say how a cell is written.

    >>> _datatype({"datatype": "date"})
    'date'
    """
    datatype = column.get("datatype", "text")
    if isinstance(datatype, dict):
        if datatype.get("@id", "").endswith("EDTF"):
            datatype = "EDTF"
        else:
            pattern = datatype.get("format", "")
            datatype = _PATTERNS.get(pattern, f"{datatype['base']} `{pattern}`")
    words = [f"list of {datatype}s" if column.get("separator") else datatype]
    if column.get("lang"):
        words.append(_LANGUAGES.get(column["lang"], column["lang"]))
    if column.get("default"):
        words.append(f"empty means `{column['default']}`")
    return ", ".join(words)


def _property(column: Mapping[str, Any]) -> str:
    if "propertyUrl" not in column:
        return "–"
    row = " of the row" if "/id/row/" in column.get("aboutUrl", "") else ""
    return f"`{_iri(column['propertyUrl'])}`{row}"


def _iri(template: str) -> str:
    """Shorten a template of the description, which is relative to …/data/.

    >>> _iri("../ontology#start")
    'cg:start'
    """
    return names.shorten(re.sub(r"^\.\./", names.BASE, template))
