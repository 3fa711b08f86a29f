"""Which classes nodes are of: the property that nearly every shape asks for.

A node has some four classes, and hundreds of thousands have the same four: they share one
dictionary. So a node takes one entry here, whatever classes it has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from ...columns import Column, Objects
from ...rdf import Term


class Classes:
    """The classes that a graph states of its nodes.

    >>> classes = Classes([("<a>", "<C>"), ("<b>", "<C>"), ("<a>", "<D>"), ("<a>", "<C>")])
    >>> classes.of
    {'<a>': {'<C>': None, '<D>': None}, '<b>': {'<C>': None}}
    >>> sorted(classes.instances(["<C>"])), classes.strangers(["<b>", "<c>"], ["<C>", "<D>"])
    (['<a>', '<b>'], {'<c>'})
    """

    def __init__(self, pairs: Iterable[tuple[Term, Term]]) -> None:
        nothing: dict[Term, None] = {}
        of: dict[Term, dict[Term, None]] = {}
        shared: dict[frozenset[Term], dict[Term, None]] = {}
        larger: dict[tuple[int, Term], dict[Term, None]] = {}
        for node, class_ in pairs:
            before = of.get(node, nothing)
            step = (id(before), class_)
            after = larger.get(step)
            if after is None:
                made = {**before, class_: None}
                after = larger[step] = shared.setdefault(frozenset(made), made)
            of[node] = after
        self.of: Column = of  # type: ignore[assignment]  # always a dictionary here
        self._shared = tuple(shared.values())
        self._nodes: dict[int, list[Term]] = {id(classes): [] for classes in self._shared}
        for node, classes in of.items():
            self._nodes[id(classes)].append(node)

    def instances(self, classes: Collection[Term]) -> list[Term]:
        """Return the nodes that are of one of some classes, each once."""
        return [node for some in self._with_any(classes) for node in self._nodes[some]]

    def strangers(self, nodes: Iterable[Term], classes: Collection[Term]) -> set[Term]:
        """Return those of some nodes that are of none of some classes."""
        of, known = self.of.get, self._with_any(classes)
        return {node for node in nodes if id(of(node)) not in known}

    def _with_any(self, classes: Collection[Term]) -> dict[int, None]:
        """Return by their ids the dictionaries in which one of some classes stands."""
        wanted = frozenset(classes)
        return {id(some): None for some in self._shared if not wanted.isdisjoint(some)}

    def inverse(self) -> Mapping[Term, Objects]:
        """Return the nodes of each class, which are put together when a class is asked for."""
        return _Inverse(self, {class_ for some in self._shared for class_ in some})


class _Inverse(Mapping[Term, Objects]):
    def __init__(self, classes: Classes, names: Collection[Term]) -> None:
        self._classes = classes
        self._names = names
        self._made: dict[Term, dict[Term, None]] = {}

    def __getitem__(self, class_: Term) -> Objects:
        if class_ not in self._made:
            if class_ not in self._names:
                raise KeyError(class_)
            self._made[class_] = dict.fromkeys(self._classes.instances((class_,)))
        return self._made[class_]

    def __iter__(self) -> Iterator[Term]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
