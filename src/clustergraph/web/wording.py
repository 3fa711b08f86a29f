"""The words of the pages, in both languages, and those for terms of other vocabularies."""

from __future__ import annotations

from typing import Final

_EN_DE: Final = {
    "title": ("clustergraph", "clustergraph"),
    "tagline": (
        (
            "A knowledge graph of innovation clusters, projects, funders and announcements, every "
            "statement traceable to its cell and its source."
        ),
        (
            "Ein Wissensgraph der Innovationscluster, Projekte, Förderer und Ankündigungen; jede "
            "Aussage führt zu ihrer Zelle und ihrer Quelle."
        ),
    ),
    "skip": ("To the content", "Zum Inhalt"),
    "home": ("Start", "Start"),
    "query": ("Query", "Abfrage"),
    "questions": ("Questions", "Fragen"),
    "ontology": ("Ontology", "Ontologie"),
    "what_is_in_it": ("What is in it", "Was darin ist"),
    "kind": ("Kind", "Art"),
    "count": ("Number", "Anzahl"),
    "ask_sparql": ("Ask in SPARQL", "In SPARQL fragen"),
    "your_query": ("SPARQL query", "SPARQL-Abfrage"),
    "run": ("Run", "Ausführen"),
    "ask": ("Ask", "Fragen"),
    "ready_questions": ("Questions to run with one click", "Fragen, mit einem Klick gestellt"),
    "limits": (
        (
            "A query may run {seconds} s and use {megabytes} MB. An answer is whole or an error "
            "that names the limit; it is never cut."
        ),
        (
            "Eine Abfrage darf {seconds} s laufen und {megabytes} MB verbrauchen. Eine Antwort ist "
            "vollständig oder ein Fehler, der die Grenze nennt; sie wird nie gekürzt."
        ),
    ),
    "answer": ("Answer", "Antwort"),
    "rows": ("{count} rows", "{count} Zeilen"),
    "one_row": ("1 row", "1 Zeile"),
    "shown_of": (
        "The first {shown} of {count} rows are shown; the whole answer is in the downloads.",
        (
            "Gezeigt sind die ersten {shown} von {count} Zeilen; die ganze Antwort steht in den "
            "Downloads."
        ),
    ),
    "no_rows": ("The answer has no rows.", "Die Antwort hat keine Zeilen."),
    "yes": ("Yes", "Ja"),
    "no": ("No", "Nein"),
    "download": ("Download", "Herunterladen"),
    "formats": ("Other forms", "Andere Formen"),
    "facts": ("Facts", "Aussagen"),
    "elsewhere": ("In other vocabularies", "In anderen Vokabularen"),
    "incoming": ("What points here", "Was hierher zeigt"),
    "no_facts": ("Nothing else is said.", "Mehr ist nicht gesagt."),
    "why": ("Why?", "Warum?"),
    "inferred": ("inferred", "erschlossen"),
    "rule": ("Rule", "Regel"),
    "premises": ("Premises", "Voraussetzungen"),
    "source": ("Source", "Quelle"),
    "line": ("line", "Zeile"),
    "column": ("column", "Spalte"),
    "read_between": ("inferred by the reader", "vom Leser erschlossen"),
    "not_all": (
        "{shown} of {count} are shown; the data holds all.",
        "Gezeigt sind {shown} von {count}; die Daten enthalten alle.",
    ),
    "classes": ("Classes", "Klassen"),
    "properties": ("Properties", "Eigenschaften"),
    "problem": ("Problem", "Problem"),
    "status": ("Status", "Status"),
    "known": ("There is", "Es gibt"),
    "language": ("Language", "Sprache"),
    "generation": ("Generation", "Stand"),
    "types": ("Kind", "Art"),
}
TEXTS: Final[dict[str, dict[str, str]]] = {
    "en": {key: english for key, (english, _) in _EN_DE.items()},
    "de": {key: german for key, (_, german) in _EN_DE.items()},
}

_OTHERS: Final = {
    "csvw:describes": ("row describes", "Zeile beschreibt"),
    "dct:identifier": ("identifier", "Kennung"),
    "dct:isPartOf": ("is part of", "ist Teil von"),
    "dct:language": ("language", "Sprache"),
    "dct:rights": ("rights", "Rechte"),
    "dct:spatial": ("spatial coverage", "räumlicher Bezug"),
    "dct:title": ("title", "Titel"),
    "foaf:homepage": ("homepage", "Website"),
    "foaf:name": ("name", "Name"),
    "org:classification": ("classification", "Einordnung"),
    "org:member": ("member", "Mitglied"),
    "org:memberOf": ("member of", "Mitglied von"),
    "org:organization": ("organisation", "Organisation"),
    "org:originalOrganization": ("original organisation", "ursprüngliche Organisation"),
    "org:postIn": ("post in", "Position in"),
    "org:resultingOrganization": ("resulting organisation", "entstandene Organisation"),
    "org:role": ("role", "Rolle"),
    "org:unitOf": ("unit of", "Einheit von"),
    "owl:differentFrom": ("different from", "verschieden von"),
    "prov:hadPrimarySource": ("primary source", "Primärquelle"),
    "rdf:object": ("claimed object", "behauptetes Objekt"),
    "rdf:predicate": ("claimed property", "behauptete Eigenschaft"),
    "rdf:subject": ("claimed subject", "behauptetes Subjekt"),
    "rdf:type": ("kind", "Art"),
    "rdfs:domain": ("domain", "Definitionsbereich"),
    "rdfs:range": ("range", "Wertebereich"),
    "rdfs:subClassOf": ("subclass of", "Unterklasse von"),
    "rdfs:subPropertyOf": ("subproperty of", "Untereigenschaft von"),
    "schema:about": ("about", "handelt von"),
    "schema:abstract": ("summary", "Zusammenfassung"),
    "schema:articleSection": ("section", "Rubrik"),
    "schema:containedInPlace": ("contained in", "enthalten in"),
    "schema:creator": ("creator", "Urheber"),
    "schema:datePublished": ("published on", "veröffentlicht am"),
    "schema:funder": ("funder", "Fördergeber"),
    "schema:headline": ("headline", "Überschrift"),
    "schema:honorificPrefix": ("title of honour", "Titel"),
    "schema:inLanguage": ("language", "Sprache"),
    "schema:isPartOf": ("part of", "Teil von"),
    "schema:location": ("location", "Ort"),
    "schema:mentions": ("mentions", "erwähnt"),
    "schema:organizer": ("organiser", "Veranstalter"),
    "schema:publisher": ("publisher", "Herausgeber"),
    "schema:text": ("text", "Text"),
    "schema:translationOfWork": ("translation of", "Übersetzung von"),
    "schema:url": ("address", "Adresse"),
    "skos:altLabel": ("also written", "auch geschrieben"),
    "skos:broader": ("broader", "weiter"),
    "skos:closeMatch": ("close match", "nahe Entsprechung"),
    "skos:definition": ("definition", "Definition"),
    "skos:hiddenLabel": ("found as", "auffindbar als"),
    "skos:inScheme": ("in scheme", "im Schema"),
    "skos:notation": ("notation", "Notation"),
    "skos:prefLabel": ("name", "Name"),
    "skos:related": ("related", "verwandt"),
    "skos:topConceptOf": ("top concept of", "oberster Begriff von"),
    "skosxl:literalForm": ("form", "Form"),
}
TERMS_OF_OTHERS: Final = {
    name: {"en": english, "de": german} for name, (english, german) in _OTHERS.items()
}
