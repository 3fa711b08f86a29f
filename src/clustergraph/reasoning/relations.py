"""The triples that rules look at: one relation a property, one a class.

A property's relation leads from subject to objects (``columns``) and, where somebody asks for it,
back. A class's relation is its members.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ..columns import Column, drop, put, several
from ..rdf import Term, Triple
from ..rules import TYPE, Pattern, is_variable

Key = tuple[Term, Term]

ANY: Final = "?"
EVERYTHING: Final = (ANY, ANY)
EVERY_CLASS: Final = (TYPE, ANY)


def key_of(pattern: Pattern) -> Key:
    """Return the relation of a pattern: its property, or of a type its class; ``?`` is any."""
    _, predicate, object_ = pattern
    if is_variable(predicate):
        return EVERYTHING
    if predicate != TYPE:
        return (predicate, ANY)
    return EVERY_CLASS if is_variable(object_) else (TYPE, object_)


class Property:
    """Which objects each subject has, and since the last ``taken`` which pairs are new."""

    __slots__ = ("_backward", "forward", "fresh", "size", "taken")

    def __init__(self) -> None:
        self.forward: Column = {}
        self.fresh: list[tuple[Term, Term]] = []
        self.taken = 0
        self.size = 0
        self._backward: Column | None = None

    def put(self, subject: Term, object_: Term) -> bool:
        """Add a pair; False if it was there."""
        if not put(self.forward, subject, object_):
            return False
        self.size += 1
        if self._backward is not None:
            put(self._backward, object_, subject)
        return True

    def fill(self, pairs: Iterable[tuple[Term, Term]]) -> None:
        """Add pairs, quicker than one by one; one that comes again is one."""
        if self._backward is not None:
            for subject, object_ in pairs:
                self.put(subject, object_)
            return
        before, first = len(self.forward), self.forward.setdefault
        for subject, object_ in pairs:
            if first(subject, object_) is not object_:
                self.put(subject, object_)
        self.size += len(self.forward) - before  # ``put`` counts the second object of a subject

    def conclude(self, pairs: Iterable[tuple[Term, Term]]) -> None:
        """Add pairs, and those that were not there to the fresh ones."""
        forward, fresh = self.forward, self.fresh
        if self._backward is not None:
            fresh.extend(pair for pair in pairs if self.put(*pair))
            return
        more = 0
        for pair in pairs:
            subject, object_ = pair
            if subject not in forward:
                forward[subject] = object_
                fresh.append(pair)
                more += 1
            elif self.put(subject, object_):
                fresh.append(pair)
        self.size += more

    def drop(self, subject: Term, object_: Term) -> None:
        """Remove a pair that is there."""
        self.size -= 1
        drop(self.forward, subject, object_)
        if self._backward is not None:
            drop(self._backward, object_, subject)

    def has(self, subject: Term, object_: Term) -> bool:
        """Tell whether a pair is there."""
        found = self.forward.get(subject)
        return found is not None and object_ in several(found)

    def backward(self) -> Column:
        """Return which subjects each object has; made when it is first asked for."""
        if self._backward is None:
            turned: Column = {}
            for subject, object_ in self.pairs():
                put(turned, object_, subject)
            self._backward = turned
        return self._backward

    @property
    def is_turned(self) -> bool:
        """True when the way back exists."""
        return self._backward is not None

    def pairs(self) -> Iterator[tuple[Term, Term]]:
        """Yield every pair."""
        for subject, objects in self.forward.items():
            for object_ in several(objects):
                yield subject, object_


class Class:
    """The members of a class, and since the last ``taken`` which of them are new."""

    __slots__ = ("fresh", "members", "taken")

    def __init__(self) -> None:
        self.members: dict[Term, None] = {}
        self.fresh: list[Term] = []
        self.taken = 0

    @property
    def size(self) -> int:
        """How many members there are."""
        return len(self.members)


class Index:
    """A set of triples by relation; also ``rules.Facts``, but for what is asserted."""

    def __init__(self) -> None:
        self.properties: dict[Term, Property] = {}
        self.classes: dict[Term, Class] = {}

    def property(self, predicate: Term) -> Property:
        """Return the relation of a property, made where there was none."""
        found = self.properties.get(predicate)
        if found is None:
            found = self.properties[predicate] = Property()
        return found

    def class_(self, name: Term) -> Class:
        """Return the relation of a class, made where there was none."""
        found = self.classes.get(name)
        if found is None:
            found = self.classes[name] = Class()
        return found

    def let_go(self, key: Key) -> int:
        """Let go of a relation; returns how many triples it had."""
        table: Property | Class | None
        if key[0] == TYPE:
            table = self.classes.pop(key[1], None)
        else:
            table = self.properties.pop(key[0], None)
        return table.size if table else 0

    def size(self, key: Key) -> int:
        """Count the triples of a relation."""
        if key == EVERYTHING:
            properties = sum(one.size for one in self.properties.values())
            return properties + self.size(EVERY_CLASS)
        if key == EVERY_CLASS:
            return sum(one.size for one in self.classes.values())
        predicate, object_ = key
        table: Property | Class | None
        of_class = predicate == TYPE
        table = self.classes.get(object_) if of_class else self.properties.get(predicate)
        return table.size if table else 0

    def add(self, triple: Triple) -> bool:
        """Add a triple; False if it was there."""
        subject, predicate, object_ = triple
        if predicate != TYPE:
            return self.property(predicate).put(subject, object_)
        members = self.class_(object_).members
        if subject in members:
            return False
        members[subject] = None
        return True

    def remove(self, triple: Triple) -> None:
        """Remove a triple that is there."""
        subject, predicate, object_ = triple
        if predicate == TYPE:
            del self.classes[object_].members[subject]
        else:
            self.properties[predicate].drop(subject, object_)

    def __contains__(self, triple: Triple) -> bool:
        subject, predicate, object_ = triple
        if predicate == TYPE:
            return object_ in self.classes and subject in self.classes[object_].members
        return predicate in self.properties and self.properties[predicate].has(subject, object_)

    def match(self, pattern: Pattern) -> Iterable[Triple]:
        """Return the triples that a pattern fits; one with the same variable twice fits more."""
        subject, predicate, object_ = pattern
        if is_variable(predicate):
            return self._match_any(pattern)
        if predicate == TYPE:
            return self._match_class(subject, object_)
        table = self.properties.get(predicate)
        if table is None:
            return ()
        if not is_variable(subject):
            found = several(table.forward.get(subject, {}))
            if is_variable(object_):
                return [(subject, predicate, one) for one in found]
            return (pattern,) if object_ in found else ()
        if not is_variable(object_):
            return [(one, predicate, object_) for one in several(table.backward().get(object_, {}))]
        return ((one, predicate, other) for one, other in table.pairs())

    def _match_any(self, pattern: Pattern) -> Iterator[Triple]:
        subject, _, object_ = pattern
        for predicate in list(self.properties):
            yield from self.match((subject, predicate, object_))
        yield from self._match_class(subject, object_)

    def _match_class(self, subject: Term, class_: Term) -> Iterator[Triple]:
        names = list(self.classes) if is_variable(class_) else [class_]
        for name in names:
            members = self.classes[name].members if name in self.classes else {}
            if not is_variable(subject):
                if subject in members:
                    yield (subject, TYPE, name)
            else:
                for member in members:
                    yield (member, TYPE, name)
