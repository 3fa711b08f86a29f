"""Where graphs are kept: immutable generations of an embedded Oxigraph store."""

from .changes import Change
from .embedded import open_store, write
from .generations import Generation, current, generations, prune, publish
from .labels import label_of

__all__ = [
    "Change",
    "Generation",
    "current",
    "generations",
    "label_of",
    "open_store",
    "prune",
    "publish",
    "write",
]
