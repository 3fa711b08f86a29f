"""CSV on the Web in full, for any table: annotated, validated, converted to RDF.

The three recommendations of 17 December 2015: "Model for Tabular Data and Metadata on the Web",
"Metadata Vocabulary for Tabular Data", "Generating RDF from Tabular Data on the Web". The curated
tables go another way (``tables.metadata``, ``tables.mapping``): there, whatever the standard lets
pass with a warning is a violation, and no node is blank.

The package csvw (4.1) is asked for what it does well: the prefixes, the date formats, the ranges of
datatypes. Its own reader of tables gives warnings without a place, fetches whatever a description
names, and makes no RDF.
"""

from .fetching import Fetch, Link, Resource, links_of, media_type_of, read_local
from .processing import Tables, address_of, open_tables, to_rdf, validate

__all__ = [
    "Fetch",
    "Link",
    "Resource",
    "Tables",
    "address_of",
    "links_of",
    "media_type_of",
    "open_tables",
    "read_local",
    "to_rdf",
    "validate",
]
