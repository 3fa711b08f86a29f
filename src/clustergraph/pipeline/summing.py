"""What is missing in the data of others, told once for each shape and not for each of their things.

A warning says what a curator could add. To twenty thousand projects of another publisher nobody
here adds anything, and as many warnings would bury those that can be mended: so the first of them
is told at its record, with how many there are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from .. import names
from ..findings import Finding, Severity
from ..rdf import Term
from ..validation import Result


@dataclass(frozen=True)
class Summed:
    """Results to be told, and how many more there are like some of them, by shape and focus."""

    results: list[Result] = field(default_factory=list)
    more: dict[tuple[str, Term], int] = field(default_factory=dict)

    def told(self, found: Iterable[Finding]) -> list[Finding]:
        """Say of the findings that stand for others how many those are."""
        return [self._told(one) for one in found]

    def changed(self, gone: Iterable[Result], come: Iterable[Result]) -> Summed:
        """Return the same without some results and with others, none about data of others."""
        results = sorted({*self.results}.difference(gone).union(come), key=lambda one: one.order)
        return Summed(results, self.more)

    def write(self, path: Path) -> None:
        """Write the results as JSON."""
        more = [[*key, count] for key, count in sorted(self.more.items())]
        content = {"results": [asdict(one) for one in self.results], "more": more}
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

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


def read_summed(path: Path) -> Summed:
    """Read results; undoes ``Summed.write``. Raises OSError when there are none."""
    content = json.loads(path.read_text(encoding="utf-8"))
    results = [Result(**{**o, "severity": Severity(o["severity"])}) for o in content["results"]]
    return Summed(results, {(shape, focus): count for shape, focus, count in content["more"]})


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
