"""Everything that follows, once: each relation is let go of when nobody will ask for it again.

What ``Engine`` keeps of ten million triples and of the nine million that follow takes 4 GB. Here a
relation is read when the first rule looks at it, and gone after the last (``stages``); what was
concluded goes out as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Final

from ..rdf import Triple
from ..rules import Rule
from .axioms import is_axiom
from .engine import Clashes, Engine, in_order
from .relations import ANY, Key, key_of
from .results import Contradiction
from .rules_of_owl import SAME
from .stages import VAGUE, Stage, looked_at, stages_of, touched

_SAME: Final = (SAME, ANY)


class NotOnce(Exception):
    """What was let go of is needed again, so everything must be kept (``Engine``)."""


class Once(Engine):
    """What follows from some triples, for who asks once and then changes nothing.

    ``inferred`` concludes it; ``contradictions`` and the ``book`` are known after that. Raises
    NotOnce where two names mean one thing, an axiom is concluded from data, a literal's
    datatype is asked for, or a rule of the house is about any property at all.
    """

    def __init__(
        self, given: Iterable[Triple], house: Sequence[Rule], evidence: Iterable[Triple] = ()
    ) -> None:
        super().__init__(given, house, evidence)
        self._gone: set[Key] = set()
        self._passed = 0  # triples that were let go of since strings were forgotten
        self._clashes: Clashes = {}

    def _lines(self) -> Iterator[bytes]:
        """Conclude what follows, and yield it."""
        self._close_schema()
        self._active.clear()
        self._triggers.clear()
        closed = set(self._axioms_there())
        self._fill_in()
        for stage in self._stages():
            yield from self._conclude(stage)
        if closed != set(self._axioms_there()):
            raise NotOnce
        yield from super()._lines()

    def contradictions(self) -> list[Contradiction]:
        """Return what cannot hold together, each clash once."""
        return in_order(self._clashes)

    def _load(self, key: Key) -> None:
        if key in VAGUE or key in self._gone:
            raise NotOnce
        super()._load(key)

    def _stages(self) -> list[Stage]:
        rules = [rule for rule in self.rules if not _is_of_same_things(rule)]
        is_vague = any(key in VAGUE for rule in (*rules, *self._against) for key in looked_at(rule))
        given = {*self._aside.keys, *self._keys()}
        if is_vague or self.book.datatypes or _SAME in given:
            raise NotOnce
        return stages_of(rules, self._against, given)

    def _conclude(self, stage: Stage) -> Iterator[bytes]:
        """Yield what the rules of a stage conclude, and let go of what is over then."""
        self._activate([rule for rule in stage.rules if not rule.is_of_house])
        self._activate([rule for rule in stage.rules if rule.is_of_house])
        if self.index.size(_SAME):
            raise NotOnce
        for rule in stage.against:
            self._find_clashes(rule, self._clashes)
        self._stop(set(stage.over))
        for key in self._keys():
            if not is_axiom((ANY, *key)):
                yield from self._lines_of(key)
                table = self._table(key)
                table.fresh, table.taken = [], 0
        self._let_go(stage.over)

    def _stop(self, over: Set[Key]) -> None:
        """Let go of the rules that look at or add to what is over."""
        kept = {one for one in self._active if over.isdisjoint(touched(one.rule))}
        self._active = [one for one in self._active if one in kept]
        for waiting in self._triggers.values():
            waiting[:] = [pair for pair in waiting if pair[0] in kept]

    def _let_go(self, over: Iterable[Key]) -> None:
        for key in over:
            if not is_axiom((ANY, *key)):
                self._gone.add(key)
                self._passed += self.index.let_go(key)
        if self._passed > 2 * self._aside.known:  # so that looking costs less than having read them
            self._aside.forget(self.index)
            self._passed = 0


def _is_of_same_things(rule: Rule) -> bool:
    """Tell whether a rule says that what holds of a thing holds under its other names."""
    return any(key_of(premise) == _SAME for premise in rule.body) and any(
        key in VAGUE for key in looked_at(rule)
    )
