"""Where graphs are kept: immutable generations of an embedded Oxigraph store."""

from .embedded import open_store, write
from .generations import Generation, current, generations, prune, publish
from .labels import label_of

__all__ = [
    "Generation",
    "current",
    "generations",
    "label_of",
    "open_store",
    "prune",
    "publish",
    "write",
]
