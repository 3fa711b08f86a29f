"""Curated tables: CSV on the Web read, checked, and mapped to triples with origins.

``data/csv-metadata.json`` drives everything; there is no code per table. The rooms: ``metadata``
(description → ``plan``), ``reading`` (file → records with lines), ``cells`` (text → value),
``mapping`` (records → statements), ``keys`` (what refers to nothing), ``rules`` (what may be wrong,
in words).
"""

from .keys import as_written, check_keys
from .mapping import Mapped, Row, Statement, map_table
from .mends import key_of_keys, nearest
from .metadata import describe, describe_file
from .plan import Column, Dialect, ForeignKey, Table, Tables
from .rules import READING_RULES, Rule

__all__ = [
    "READING_RULES",
    "Column",
    "Dialect",
    "ForeignKey",
    "Mapped",
    "Row",
    "Rule",
    "Statement",
    "Table",
    "Tables",
    "as_written",
    "check_keys",
    "describe",
    "describe_file",
    "key_of_keys",
    "map_table",
    "nearest",
]
