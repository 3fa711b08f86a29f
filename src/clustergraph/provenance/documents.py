"""Explanations as JSON; docs/why.schema.json says what each member is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from ..rdf import Term, is_literal, parts_of
from ..rules import Absent, Comparison, Lack, Pattern, Proof, Rule, is_variable
from .cells import Cell
from .explaining import Absence, Explanation

# Counts up when a member is renamed, is removed or means something else; new ones may come.
FORMAT_VERSION: Final = 1
_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def reasons(explanations: Sequence[Explanation]) -> str:
    """Write why triples hold."""
    return _text("clustergraph-why", {"explanations": list(map(_explanation, explanations))})


def absence(one: Absence) -> str:
    """Write why a triple is not in the graph."""
    return _text(
        "clustergraph-why-not",
        {
            "triple": _triple(one.triple),
            "status": one.status.value,
            "stated_in": _columns(one, one.triple),
            "rules": [_lack(lack, one) for lack in one.lacks],
        },
    )


def _text(name: str, content: dict[str, Any]) -> str:
    document = {"format": name, "version": FORMAT_VERSION, **content}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _explanation(one: Explanation) -> dict[str, Any]:
    return {
        "triple": _triple(one.triple),
        "cells": list(map(_cell, one.cells)),
        "rule": _rule(one.proof) if one.proof else None,
        "premises": list(map(_explanation, one.premises)),
        "absent": list(map(_group, one.absent)),
    }


def _lack(lack: Lack, absence: Absence) -> dict[str, Any]:
    return {
        "rule": _rule(lack.rule),
        "met": _triples(lack.met),
        "missing": [
            {"triple": _triple(one), "stated_in": _columns(absence, one)} for one in lack.missing
        ],
        "in_the_way": _triples(lack.in_the_way),
        "failed": list(map(_comparison, lack.failed)),
    }


def _columns(absence: Absence, pattern: Pattern) -> list[dict[str, str]]:
    places = absence.columns.get(pattern, ())
    return [{"file": file, "column_name": name} for file, name in places]


def _rule(said: Proof | Rule) -> dict[str, Any]:
    name = said.rule if isinstance(said, Proof) else said.name
    return {"name": name, "sentence": {"en": said.sentence_en, "de": said.sentence_de}}


def _group(group: Absent) -> dict[str, Any]:
    return {
        "triples": _triples(group.patterns),
        "comparisons": list(map(_comparison, group.comparisons)),
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    return {
        "left": _node(one.left),
        "operator": one.operator,
        "right": list(map(_node, one.right)),
    }


def _triples(patterns: Iterable[Pattern]) -> list[dict[str, Any]]:
    return list(map(_triple, patterns))


def _triple(pattern: Pattern) -> dict[str, Any]:
    return dict(zip(("subject", "predicate", "object"), map(_node, pattern), strict=True))


def _node(term: Term) -> dict[str, str]:
    """Write a term as SPARQL 1.1 Query Results JSON (3.2.2) does, a variable likewise."""
    if is_variable(term):
        return {"type": "variable", "value": term[1:]}
    if term.startswith("_:"):
        return {"type": "bnode", "value": term[2:]}
    if not is_literal(term):
        return {"type": "uri", "value": term[1:-1]}
    parts = parts_of(term)
    node = {"type": "literal", "value": parts.lexical}
    if parts.language:
        node["xml:lang"] = parts.language
    elif parts.datatype != _STRING:
        node["datatype"] = parts.datatype
    return node


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "file": cell.file,
        "line": cell.line,
        "column": cell.column,
        "column_name": cell.column_name,
        "text": cell.text,
        "row": cell.row,
        "basis": cell.words.basis,
        "sources": list(cell.words.sources),
        "quotes": [{"language": one, "words": words} for one, words in cell.words.quotes],
    }
