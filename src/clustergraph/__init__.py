"""A knowledge graph of innovation clusters, from curated tables to a SPARQL endpoint."""
