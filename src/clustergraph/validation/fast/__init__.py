"""The fast engine: SHACL Core over indexed sets, and sh:sparql asked once a shape."""

from .checking import Checker

__all__ = ["Checker"]
