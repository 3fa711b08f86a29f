"""What was amended is what would have been written from nothing, and shares what did not change."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad, Store

from clustergraph import names, store
from clustergraph.errors import StoreError
from clustergraph.rdf import Triple, literal, nquads, quads_of
from clustergraph.store import Change, dataset, embedded

Graphs = Mapping[str, frozenset[Triple]]
ONE, TWO = names.graph("one"), names.graph("two")
MANY = 20_000


def triple(number: int, word: str = "a") -> Triple:
    """Return one of four triples of a thing."""
    return (f"<a:s{number // 4}>", "<a:p>", literal(f"{word} {number % 4}"))


def some(*numbers: int) -> frozenset[Triple]:
    """Return triples by their numbers."""
    return frozenset(map(triple, numbers))


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def folders(folder: Path) -> set[str]:
    """Return every folder below a folder."""
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_dir()}


def changes(before: Graphs, after: Graphs) -> dict[str, Change]:
    """Return what differs."""
    none: frozenset[Triple] = frozenset()
    return {
        graph: Change(
            after.get(graph, none) - before.get(graph, none),
            before.get(graph, none) - after.get(graph, none),
        )
        for graph in {*before, *after}
    }


def shared(folder: Path, before: Path) -> set[str]:
    """Return the files of a folder that are those of another one under a second name."""
    return {
        name
        for name in files(folder)
        if (before / name).exists() and (folder / name).samefile(before / name)
    }


# Terms of which one text begins as another does, and characters that split lines elsewhere.
OBJECTS = [
    '"x"', '"x"@en', '"x"@en-gb', '"x"^^<a:t>', "_:b", "_:b1", "<a:o>", '"\\n"', '"\u2028"',
    '"\x85 . "', '"ü"', '"\U0001f600"', '" <a:g> ."',
]  # fmt: skip
TRIPLES = st.tuples(
    st.sampled_from([*(f"<a:s{n}>" for n in range(40)), "_:s"]),
    st.sampled_from(["<a:p>", "<a:pp>"]),
    st.sampled_from(OBJECTS),
)
STATES = st.dictionaries(
    st.sampled_from([ONE, TWO, "https://example.org/other"]),
    st.frozensets(TRIPLES, max_size=60),
)


@settings(max_examples=150, deadline=None)
@given(STATES, STATES, st.sampled_from([1, 3, 8, 8192]))
def test_what_was_amended_is_what_would_have_been_written(
    before: Graphs, after: Graphs, size: int
) -> None:
    """Whatever changes: new graphs, emptied ones, other numbers of pieces; and `before` stays."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "_PIECE", size)
        top = Path(name)
        dataset.write(top / "before", before)
        held = files(top / "before")
        dataset.write(top / "after", after)
        dataset.amend(top / "amended", top / "before", changes(before, after))
        assert files(top / "amended") == files(top / "after")
        assert folders(top / "amended") == folders(top / "after")
        assert files(top / "before") == held
        assert dataset.digest(top / "amended") == dataset.digest(top / "after")
        text = b"".join(path.read_bytes() for path in dataset.pieces(top / "amended")).decode()
        expected = {nquads([one], graph) for graph, ones in after.items() for one in ones}
        lines = [line + "\n" for line in text.split("\n")[:-1]]
        assert sorted(lines) == sorted(expected)


@given(st.frozensets(TRIPLES, max_size=60), st.randoms(use_true_random=False))
def test_the_order_of_triples_and_graphs_does_not_matter(
    triples: frozenset[Triple], chosen: object
) -> None:
    """Bytes depend on the content alone."""
    other = list(triples)
    chosen.shuffle(other)  # type: ignore[attr-defined]  # a random.Random
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "_PIECE", 4)
        top = Path(name)
        dataset.write(top / "a", {ONE: sorted(triples), TWO: other})
        dataset.write(top / "b", {TWO: sorted(triples), ONE: other})
        assert files(top / "a") == files(top / "b")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """A dataset of four pieces, and a small graph."""
    dataset.write(tmp_path / "many", {ONE: some(*range(MANY)), TWO: some(1, 2)})
    return tmp_path / "many"


def test_pieces_are_sorted_and_a_thing_is_in_one(many: Path) -> None:
    """Their number is the least power of two that leaves 8192 triples a piece at most."""
    found = [path.relative_to(many).as_posix() for path in dataset.pieces(many)]
    assert found == [*(f"one/{number:05}.nq" for number in range(4)), "two/00000.nq"]
    for path in dataset.pieces(many):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines == sorted(lines)
    texts = [(many / name).read_text(encoding="utf-8") for name in found[:4]]
    subjects = [{line.split()[0] for line in text.splitlines()} for text in texts]
    assert sum(map(len, subjects)) == len(set().union(*subjects)), "a thing is in one piece"


def test_what_no_change_touches_is_the_same_file(many: Path, tmp_path: Path) -> None:
    """One added triple costs one piece and the index."""
    dataset.amend(tmp_path / "new", many, {ONE: Change([triple(0, "other")])})
    everything = set(files(many))
    (touched,) = everything - shared(tmp_path / "new", many) - {"index.json"}
    assert touched.startswith("one/")


def test_a_change_that_says_nothing_changes_nothing(many: Path, tmp_path: Path) -> None:
    """An empty change, even of a graph that is not there, makes no file but the index."""
    dataset.amend(tmp_path / "new", many, {ONE: Change(), names.graph("none"): Change()})
    assert files(tmp_path / "new") == files(many)
    assert set(files(many)) - shared(tmp_path / "new", many) == {"index.json"}


def test_where_no_link_can_be_files_are_copied(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system without hard links costs time, nothing else."""

    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    dataset.amend(tmp_path / "new", many, {})
    assert files(tmp_path / "new") == files(many)
    assert not shared(tmp_path / "new", many)


def test_a_shared_file_is_never_written_over(many: Path, tmp_path: Path) -> None:
    """A second dataset into the same folder is refused before it touches anything."""
    dataset.amend(tmp_path / "new", many, {})
    held = files(many)
    with pytest.raises(FileExistsError):
        dataset.amend(tmp_path / "new", many, {ONE: Change([triple(0, "other")])})
    with pytest.raises(FileExistsError):
        dataset.write(tmp_path / "new", {ONE: some(1)})
    assert files(many) == held


@pytest.mark.parametrize(
    "changed",
    [
        {ONE: Change(added=[triple(0)])},
        {ONE: Change(removed=[triple(0, "other")])},
        {ONE: Change([triple(0, "other")], [triple(0, "other")])},
        {TWO: Change(removed=some(1, 3))},
        {TWO: Change(removed=some(1, 2, 3))},
        {names.graph("three"): Change(removed=some(1))},
        {names.graph("three"): Change(some(2), some(1))},
    ],
)
def test_a_change_that_does_not_fit_is_refused(
    many: Path, tmp_path: Path, changed: dict[str, Change]
) -> None:
    """What is added twice or removed from nowhere would make the counts of the index lie."""
    with pytest.raises(ValueError, match="does not fit the graph"):
        dataset.amend(tmp_path / "new", many, changed)


def test_a_folder_without_a_dataset_is_told(tmp_path: Path) -> None:
    """A generation of an older version has no pieces: it is built once anew."""
    with pytest.raises(StoreError, match="build once anew"):
        dataset.amend(tmp_path / "new", tmp_path, {})
    with pytest.raises(StoreError, match="build once anew"):
        list(dataset.pieces(tmp_path))


def test_no_two_graphs_share_a_folder(tmp_path: Path) -> None:
    """Whatever a graph is called: paths, dots, the index's name, other hosts, long names."""
    iris = [
        *map(names.graph, ["a", "a/b", "a%2Fb", "..", ".", "index.json", "+a", "=a", "x" * 300]),
        *map(names.graph, ["x" * 301, "https://example.org/a", "%2E%2E", "ü", ""]),
        "https://example.org/a", "a:b", names.BASE,
    ]  # fmt: skip
    dataset.write(tmp_path / "made", {graph: some(number) for number, graph in enumerate(iris)})
    assert len(list((tmp_path / "made").iterdir())) == len(iris) + 1
    assert len(set(dataset.pieces(tmp_path / "made"))) == len(iris)
    assert {path.parent.parent for path in dataset.pieces(tmp_path / "made")} == {tmp_path / "made"}


def test_the_digest_is_of_names_and_bytes(tmp_path: Path) -> None:
    """It is the SHA-256 over a line for each file, as `sha256sum` writes one but for a space."""
    dataset.write(tmp_path / "made", {ONE: some(1, 2)})
    lines = sorted(
        f"{hashlib.sha256(content).hexdigest()} {name}\n"
        for name, content in files(tmp_path / "made").items()
    )
    assert dataset.digest(tmp_path / "made") == hashlib.sha256("".join(lines).encode()).hexdigest()
    dataset.write(tmp_path / "other", {TWO: some(1, 2)})
    assert dataset.digest(tmp_path / "other") != dataset.digest(tmp_path / "made")


# The store


LIST = [
    ("<a:s>", "<a:list>", "_:list1"),
    ("_:list1", "<a:first>", literal("1.50", names.PREFIXES["xsd"] + "decimal")),
    ("_:list1", "<a:rest>", "_:00ff"),
    ("_:00ff", "<a:first>", literal("Grüße\n", language="de")),
]


def quads(folder: Path) -> set[Quad]:
    """Return everything that a store holds."""
    return set(store.open_store(folder))


def tables(folder: Path) -> list[str]:
    """Return the names of a store's sorted tables."""
    return [path.name for path in folder.glob("*.sst")]


def written(folder: Path, graphs: Graphs) -> set[Quad]:
    """Write a store from nothing and return its quads; the default graph holds all of them."""
    lines = folder.with_name(f"{folder.name}.quads")
    dataset.write(lines, graphs)
    store.write(folder, lines, list(graphs))
    return quads(folder)


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A store of two graphs."""
    one, two = some(*range(3000)), some(2999, 3000)
    written(tmp_path / "before", {ONE: one, TWO: two})
    return tmp_path / "before"


def test_an_amended_store_holds_what_a_written_one_would(before: Path, tmp_path: Path) -> None:
    """Quads go and come, in the default graph and in named ones; graphs become empty and new."""
    one, new = some(*range(5, 3010)), frozenset({triple(7, "new"), triple(8, "ü")})
    three = names.graph("three")
    store.amend(
        tmp_path / "amended",
        before,
        {
            None: Change(some(*range(3001, 3010)) | new, some(*range(5))),
            ONE: Change(some(*range(3000, 3010)), some(*range(5))),
            TWO: Change(removed=some(2999, 3000)),
            three: Change(new),
        },
    )
    expected = written(tmp_path / "written", {ONE: one, three: new})
    assert quads(tmp_path / "amended") == expected


def test_the_store_before_stays_as_it_was(before: Path, tmp_path: Path) -> None:
    """Its tables are shared, no byte of them changes, and it is still read, also twice removed."""
    read = quads(before)
    held = {name: content for name, content in files(before).items() if not name.startswith("LOG")}
    store.amend(tmp_path / "amended", before, {ONE: Change(some(5000), some(0))})
    same = shared(tmp_path / "amended", before)
    assert same
    assert same <= set(tables(before))
    assert set(tables(tmp_path / "amended")) - set(tables(before)), "flushed, not left in a log"
    opened = Store(str(tmp_path / "amended"))
    opened.optimize()
    del opened
    store.amend(tmp_path / "again", tmp_path / "amended", {ONE: Change(some(6000), some(1))})
    assert {name: one for name, one in files(before).items() if name in held} == held
    assert quads(before) == read


def test_a_server_may_read_the_store_that_is_amended(before: Path, tmp_path: Path) -> None:
    """An open reader sees what it saw."""
    reader = store.open_store(before)
    count = len(reader)
    store.amend(tmp_path / "amended", before, {ONE: Change(removed=some(*range(100)))})
    assert len(reader) == count
    assert len(store.open_store(tmp_path / "amended")) == count - 100


@pytest.mark.parametrize("at_once", [1, 900, 10_000_000])
def test_a_store_is_the_same_however_much_is_loaded_at_once(
    at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loads end between pieces, and none is lost between two of them; few keep memory low."""
    loads = []

    class Counted(embedded._Text):
        def __init__(self, pieces: Iterator[bytes]) -> None:
            loads.append(pieces)
            super().__init__(pieces)

    monkeypatch.setattr(dataset, "_PIECE", 400)
    monkeypatch.setattr(embedded, "_Text", Counted)
    monkeypatch.setattr(embedded, "_LOADED", at_once)
    graphs = {ONE: some(*range(3000)), TWO: frozenset([*some(*range(2990, 3010)), *LIST])}
    expected = {quad for graph, one in graphs.items() for quad in quads_of(one, graph)}
    assert written(tmp_path / "made", graphs) == expected | {
        *quads_of(frozenset().union(*graphs.values()))
    }
    pieces = len([path for path in dataset.pieces(tmp_path / "made.quads") if path.stat().st_size])
    assert len(loads) == {1: 2 * pieces, 10_000_000: 2}.get(at_once, len(loads))
    assert len(loads) > 2 or at_once > 3000


def test_blank_nodes_keep_their_names(tmp_path: Path) -> None:
    """A list is the same list in both graphs, comes and goes by its labels, and by no others."""
    rest = some(1)
    written(tmp_path / "before", {ONE: rest, TWO: frozenset(LIST[:2])})
    store.amend(
        tmp_path / "amended", tmp_path / "before",
        {None: Change(LIST[2:], LIST[:1]), TWO: Change(LIST[2:], LIST[:1])},
    )  # fmt: skip
    expected = {*quads_of([*rest, *LIST[1:]]), *quads_of(rest, ONE), *quads_of(LIST[1:], TWO)}
    assert quads(tmp_path / "amended") == expected


def test_what_is_no_store_is_told(tmp_path: Path) -> None:
    """A folder without a store is not taken for an empty one."""
    with pytest.raises(StoreError, match="holds no store"):
        store.amend(tmp_path / "new", tmp_path, {})


NODES = st.tuples(
    st.sampled_from(["<a:s>", "_:s", "<a:t>"]), st.just("<a:p>"), st.sampled_from(OBJECTS)
)
STORES = st.dictionaries(st.sampled_from([ONE, TWO]), st.frozensets(NODES, max_size=20))


@settings(max_examples=15, deadline=None)
@given(st.lists(STORES, min_size=2, max_size=4))
def test_amending_again_and_again_equals_writing(states: list[Graphs]) -> None:
    """A chain of amended stores ends as one that is written from nothing."""
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        last: dict[str | None, frozenset[Triple]] = {}
        written(top / "0", {})
        for number, state in enumerate(states, 1):
            now: dict[str | None, frozenset[Triple]] = {
                **state, None: frozenset().union(*state.values()),
            }  # fmt: skip
            none: frozenset[Triple] = frozenset()
            changed = {
                graph: Change(
                    now.get(graph, none) - last.get(graph, none),
                    last.get(graph, none) - now.get(graph, none),
                )
                for graph in {*now, *last}
            }
            store.amend(top / str(number), top / str(number - 1), changed)
            last = now
        expected = {quad for graph, triples in last.items() for quad in quads_of(triples, graph)}
        assert quads(top / str(len(states))) == expected


def test_nothing_is_left_open(before: Path, tmp_path: Path) -> None:
    """An amended store is closed: it can be opened for writing at once."""
    store.amend(tmp_path / "amended", before, {})
    assert len(Store(str(tmp_path / "amended"))) == len(quads(before))
