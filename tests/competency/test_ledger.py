"""Nothing of the seed was lost: every fact has a row, and the row cites a source of the fact.

``ledger/*.csv`` says which row carries which item of ``../shared/seed``: facts.yaml and the
statements of statements.md. The items are counted here from the seed itself.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "data"
DO_NOT_ASSERT = {7, 46, 71, 73}  # kind N in statements.md; test_traps.py keeps them out
ANNOUNCEMENT = {"seed", "ms193232"}  # the announcement's text, and its page

Items = dict[str, frozenset[str]]


def key_of(source: str) -> str:
    """Return the key in sources.csv of a source's id in facts.yaml."""
    return source.replace("_", "-")


def keys_of(sources: Any) -> frozenset[str]:
    """Return the keys of several sources' ids."""
    return frozenset(map(key_of, sources))


def facts(seed: dict[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every item of facts.yaml with the sources that it names; none means any."""
    for source in seed["sources"]:
        yield f"source/{source['id']}", frozenset()
    for entity in seed["entities"]:
        yield f"entity/{entity['id']}", frozenset()
        for number, fact in enumerate(entity["facts"]):
            yield f"fact/{entity['id']}/{number}", keys_of(fact["sources"])
    for number, relation in enumerate(seed["relations"]):
        yield f"relation/{number}", keys_of(relation["sources"])
    for announcement in seed["announcements"]:
        own = keys_of([announcement["source"]] if announcement.get("source") else [])
        yield f"announcement/{announcement['id']}", own
        for thing in announcement["mentions"]:
            yield f"mention/{announcement['id']}/{thing}", own
    for number, conflict in enumerate(seed["conflicts"]):
        for place, variant in enumerate(conflict["variants"]):
            yield f"conflict/{number}/variant/{place}", keys_of(variant["sources"])


def statements(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every statement of statements.md that is to be in the graph, with its sources."""
    for first, last in re.findall(r"^\| (\d+)(?:–(\d+))? \|", text, re.MULTILINE):
        for number in range(int(first), int(last or first) + 1):
            if number not in DO_NOT_ASSERT:
                yield f"statement/{number}", frozenset(ANNOUNCEMENT)


@pytest.fixture(scope="module")
def items(shared: Path) -> Items:
    """Everything that the seed says, by item, with its sources."""
    seed = YAML(typ="safe").load(shared / "seed" / "facts.yaml")
    text = (shared / "seed" / "statements.md").read_text(encoding="utf-8")
    return dict(facts(seed)) | dict(statements(text))


def read(path: Path) -> list[dict[str, str]]:
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def ledger() -> dict[str, list[tuple[str, str]]]:
    """The rows (table, key) that carry each item."""
    carriers: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((HERE / "ledger").glob("*.csv")):
        for line in read(path):
            carriers[line["item"]].append((line["table"], line["key"]))
    return carriers


@pytest.fixture(scope="module")
def sources() -> dict[tuple[str, str], frozenset[str]]:
    """What each row of the tables cites; a row of sources.csv is its own source."""
    return {
        (path.stem, row["key"]): frozenset(row.get("sources", row["key"]).split())
        for path in DATA.glob("*.csv")
        for row in read(path)
    }


def test_every_row_of_the_ledger_exists(
    ledger: dict[str, list[tuple[str, str]]], sources: dict[tuple[str, str], frozenset[str]]
) -> None:
    """No line of the ledger dangles; this needs no seed."""
    dangling = [
        f"{item}: {table} {key}"
        for item, rows in ledger.items()
        for table, key in rows
        if (table, key) not in sources
    ]
    assert not dangling, "\n".join(dangling)


def test_the_seed_is_read_whole(items: Items) -> None:
    """The reader finds as many items as the seed has."""
    kinds = Counter(item.partition("/")[0] for item in items)
    assert kinds["statement"] == 73 - len(DO_NOT_ASSERT)
    assert kinds["relation"] == 205
    assert len({item.split("/")[1] for item in items if item.startswith("conflict/")}) == 17
    assert min(kinds.values()) > 10


def test_every_item_of_the_seed_has_a_row(
    items: Items, ledger: dict[str, list[tuple[str, str]]]
) -> None:
    """Every fact, relation, announcement, mention, source, variant and statement."""
    missing = sorted(items.keys() - ledger.keys())
    assert not missing, "\n".join(missing)


def test_the_ledger_holds_nothing_else(
    items: Items, ledger: dict[str, list[tuple[str, str]]]
) -> None:
    """A line for an item that the seed does not have is a slip."""
    unknown = sorted(ledger.keys() - items.keys())
    assert not unknown, "\n".join(unknown)


def test_every_item_is_carried_by_a_row_that_cites_its_source(
    items: Items,
    ledger: dict[str, list[tuple[str, str]]],
    sources: dict[tuple[str, str], frozenset[str]],
) -> None:
    """Where an item names its sources, a row that carries it cites one of them."""
    uncited = [
        f"{item}: none of {rows} cites one of {' '.join(sorted(own))}"
        for item, own in items.items()
        if own and (rows := ledger.get(item))
        if not any(own & sources.get(row, frozenset()) for row in rows)
    ]
    assert not uncited, "\n".join(uncited)


def test_a_row_without_the_source_of_its_fact_is_told(
    items: Items, sources: dict[tuple[str, str], frozenset[str]]
) -> None:
    """The check can fail: a row about something else cites none of a fact's sources."""
    assert not items["relation/0"] & sources["places", "be"]
    assert items["relation/0"]
