"""One generation's triples in an Oxigraph directory.

The default graph is written out as the merged set: ``use_default_graph_as_union`` would return a
triple that stands in two named graphs twice, and sums would count it twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import Store

from ..errors import StoreError
from ..rdf import Triple, quads_of


def write(folder: Path, default: Iterable[Triple], graphs: Mapping[str, Iterable[Triple]]) -> None:
    """Build the store directory ``folder`` from canonical triples and flush it to disk.

    ``default`` must hold each triple once; ``graphs`` maps graph IRIs to their triples. Quads are
    handed over, not text: Oxigraph gives the blank nodes of each text that it reads new labels,
    and a list of the ontology would be there twice, once a graph.
    """
    store = Store(str(folder))
    store.bulk_extend(quads_of(default))
    for name, triples in graphs.items():
        store.bulk_extend(quads_of(triples, name))
    store.flush()
    store.optimize()


def open_store(folder: Path) -> Store:
    """Open a store directory for reading.

    Raises StoreError when the folder holds no store.
    """
    if not folder.is_dir():
        raise StoreError(f"{folder} holds no store; build one with: clustergraph build")
    try:
        return Store.read_only(str(folder))
    except OSError as error:
        raise StoreError(f"{folder} cannot be opened as a store: {error}") from error
