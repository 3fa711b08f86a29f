"""Where graphs are kept: immutable generations of an embedded Oxigraph store."""

from . import dataset
from .change import Change, share
from .embedded import amend, open_store, write
from .generations import Generation, current, generations, keeping, prune, publish
from .labels import label_of

__all__ = [
    "Change",
    "Generation",
    "amend",
    "current",
    "dataset",
    "generations",
    "keeping",
    "label_of",
    "open_store",
    "prune",
    "publish",
    "share",
    "write",
]
