"""What is missing in the data of others, told once for each shape and not for each of their things.

A warning says what a curator could add. To twenty thousand projects of another publisher nobody
here adds anything, and as many warnings would bury those that can be mended: so the first of them
is told at its record, with how many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from .. import names
from ..findings import Finding, Severity
from ..rdf import Term
from ..validation import Result


@dataclass(frozen=True)
class Summed:
    """Results to be told, and how many more there are like some of them, by shape and focus."""

    results: list[Result]
    more: dict[tuple[str, Term], int]

    def told(self, found: Iterable[Finding]) -> list[Finding]:
        """Say of the findings that stand for others how many those are."""
        return [self._told(one) for one in found]

    def _told(self, one: Finding) -> Finding:
        count = self.more.get((one.rule, f"<{one.focus}>"), 0)
        if not count or one.severity is Severity.VIOLATION:
            return one
        german = f"{count:,}".replace(",", ".")
        return replace(
            one,
            message_en=f"{one.message_en} The same holds for {count:,} more in data of others.",
            message_de=f"{one.message_de} Das gilt für {german} weitere aus Daten anderer.",
        )


def summed(results: Iterable[Result], foreign: Container[Term]) -> Summed:
    """Keep the first of each shape's warnings about things that only the data of others introduce.

    ``foreign`` are those things. Kinds of them (``…/id/<kind>/``) are told apart.
    """
    kept: list[Result] = []
    first: dict[tuple[str, str], Result] = {}
    count: Counter[tuple[str, str]] = Counter()
    for result in results:
        if result.severity == Severity.VIOLATION or result.focus not in foreign:
            kept.append(result)
            continue
        kind, _ = names.kind_and_key(result.focus[1:-1]) or ("", "")
        key = (result.shape, kind)
        if key not in first:
            first[key] = result
            kept.append(result)
        else:
            count[key] += 1
    more = {(one.shape, one.focus): count[key] for key, one in first.items() if count[key]}
    return Summed(kept, more)
