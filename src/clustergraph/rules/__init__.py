"""Rules and proofs: what follows from what, told backward from a triple, without a reasoner."""

from .book import Book, read_book
from .layered import Layered
from .matching import Facts, Matches, is_hidden, match_all, solve
from .missing import Lack, lacks
from .proving import Prover, Tree
from .rule import (
    TYPE,
    Absent,
    Binding,
    Comparison,
    Pattern,
    Proof,
    Rule,
    bind,
    fill,
    has_variables,
    is_variable,
)

__all__ = [
    "TYPE",
    "Absent",
    "Binding",
    "Book",
    "Comparison",
    "Facts",
    "Lack",
    "Layered",
    "Matches",
    "Pattern",
    "Proof",
    "Prover",
    "Rule",
    "Tree",
    "bind",
    "fill",
    "has_variables",
    "is_hidden",
    "is_variable",
    "lacks",
    "match_all",
    "read_book",
    "solve",
]
