"""Curated tables: CSV on the Web read, checked, and mapped to triples with origins.

``data/csv-metadata.json`` drives everything; there is no code per table. The rooms: ``metadata``
(description → ``plan``), ``reading`` (file → records with lines), ``cells`` (text → value),
``mapping`` (records → statements), ``keys`` (what refers to nothing), ``rules`` (what may be wrong,
in words).
"""

from .differing import Difference, differ, replaced
from .kept import Kept
from .keys import as_written, check_keys, keys_named
from .mapping import Row, Statement
from .mends import key_of_keys, nearest
from .metadata import describe, describe_file, describe_source
from .origins import Origins, Said
from .plan import Column, Dialect, ForeignKey, Table, Tables
from .rules import READING_RULES, Rule
from .shaped import Shaped, Shaping, shown, without
from .streaming import Mapped, map_table
from .templates import Template

__all__ = [
    "READING_RULES",
    "Column",
    "Dialect",
    "Difference",
    "ForeignKey",
    "Kept",
    "Mapped",
    "Origins",
    "Row",
    "Rule",
    "Said",
    "Shaped",
    "Shaping",
    "Statement",
    "Table",
    "Tables",
    "Template",
    "as_written",
    "check_keys",
    "describe",
    "describe_file",
    "describe_source",
    "differ",
    "key_of_keys",
    "keys_named",
    "map_table",
    "nearest",
    "replaced",
    "shown",
    "without",
]
