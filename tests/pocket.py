"""A whole project that builds in a second: the tiny tables with a small ontology of their own."""

from __future__ import annotations

from pathlib import Path

import tinyproject
from clustergraph import names
from clustergraph.rdf import iri

_HEADER = f"""@prefix owl: <{names.PREFIXES["owl"]}> .
<{names.ONTOLOGY}> a owl:Ontology ; owl:versionInfo "0.0.0" .
"""
_RULE = """# en: A coordinator coordinates what it takes part in.
# de: Ein Koordinator koordiniert, woran er sich beteiligt.
PREFIX cg: <https://w3id.org/clustergraph/ontology#>
CONSTRUCT { ?participant cg:coordinates ?project }
WHERE {
  ?participation cg:participant ?participant ; cg:participationIn ?project ;
    cg:role <https://w3id.org/clustergraph/id/participation-role/coordinator> .
}
"""
_SHAPE = """@prefix : <https://w3id.org/clustergraph/shapes#> .
@prefix cg: <https://w3id.org/clustergraph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

:ParticipationHasOneRole a sh:PropertyShape ;
    sh:targetSubjectsOf cg:participationIn ;
    sh:path cg:role ;
    sh:minCount 1 ;
    sh:maxCount 1 ;
    sh:severity sh:Violation ;
    sh:message "A participation has one role: write it in participations.csv."@en ,
        "Eine Beteiligung hat eine Rolle: schreibe sie in participations.csv."@de .
"""


def make(folder: Path) -> Path:
    """Write the pocket project into ``folder`` and return the folder."""
    tinyproject.copy(folder)
    terms = "".join(f"{iri(term)} a owl:Thing .\n" for term in sorted(tinyproject.known(folder)))
    for name, text in {
        "ontology/pocket.ttl": _HEADER + terms,
        "rules/a-coordinator-coordinates.rq": _RULE,
        "shapes/must/participation.ttl": _SHAPE,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
