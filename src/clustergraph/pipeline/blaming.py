"""Which wrong cells stand in rows that name a thing: what it lacks might be meant for one of them.

Looked up by the thing's name. Held against each other, five thousand findings are 25 million pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from .. import names, tables
from ..findings import Finding

Rows = Mapping[tuple[PurePosixPath, int | None], tables.Row]

# A row with such a fault is not read: its cells cannot be told apart.
BROKEN: Final = frozenset(
    names.RULES + rule for rule in ("OpenQuote", "OversizedCell", "RaggedRow")
)


class Blame:
    """Wrong findings by what their row, its key or their mend names.

    ``keys`` are those of the things that will be asked for; of a row's key no other part is kept.
    """

    def __init__(self, wrong: Iterable[Finding], rows: Rows, keys: Collection[str]) -> None:
        self._naming: dict[str, list[Finding]] = defaultdict(list)
        for one in wrong:
            if one.origin.column is None and one.rule not in BROKEN:
                continue
            row = rows.get((one.origin.path, one.origin.line))
            words = {one.mend or ""}
            if row is not None:
                words.update(row.cells.values(), (p for p in parts_of_key(row.key) if p in keys))
            for word in words:
                self._naming[word].append(one)

    def naming(self, kind: str, key: str) -> Iterator[Finding]:
        """Yield the findings whose rows name a thing, by its key alone or with its kind."""
        yield from self._naming.get(key, ())
        yield from self._naming.get(f"{kind}/{key}", ())


def parts_of_key(key: str) -> Iterator[str]:
    """Yield every run of whole words of a key.

    >>> list(parts_of_key("a-b--c"))
    ['a', 'a-b', 'a-b--c', 'b', 'b--c', 'c']
    """
    words = key.split("-")
    for start, first in enumerate(words):
        for end in range(start + 1, len(words) + 1) if first else ():
            if words[end - 1]:
                yield "-".join(words[start:end])
