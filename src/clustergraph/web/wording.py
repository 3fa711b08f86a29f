"""The words of the pages themselves, in both languages."""

from __future__ import annotations

from typing import Final

_EN_DE: Final = {
    "title": ("clustergraph", "clustergraph"),
    "tagline": (
        (
            "A knowledge graph of innovation clusters, projects, funders and announcements, in "
            "which every statement leads back to its cell, its source and its words."
        ),
        (
            "Ein Wissensgraph der Innovationscluster, Projekte, Förderer und Ankündigungen, in dem "
            "jede Aussage zu ihrer Zelle, ihrer Quelle und deren Worten zurückführt."
        ),
    ),
    # [kind/key|words] is a link to a thing; the words alone are said where it is not known.
    "story": (
        (
            "It began with one announcement: on 14 July 2014 the [organisation/smwa|Saxon Ministry "
            "of Economic Affairs] and [organisation/wfs|Saxony Economic Development] told in "
            "“[announcement/cluster-strategien-fuer-sachsen-2014-07-14|Cluster-Strategien für "
            "Sachsen]” how results of the European project [project/clustrat|CluStrat] lead into "
            "[project/c3-saxony|C3-Saxony], with [organisation/silicon-saxony|Silicon Saxony], "
            "[organisation/biosaxony|biosaxony], [organisation/tu-dresden|TU Dresden] and "
            "[organisation/agil|AGIL]."
        ),
        (
            "Am Anfang stand eine Ankündigung: Am 14. Juli 2014 zeigten das "
            "[organisation/smwa|Sächsische Wirtschaftsministerium] und die "
            "[organisation/wfs|Wirtschaftsförderung Sachsen] unter „[announcement/cluster-strateg"
            "ien-fuer-sachsen-2014-07-14|Cluster-Strategien für Sachsen]“, wie Ergebnisse des "
            "europäischen Projekts [project/clustrat|CluStrat] in [project/c3-saxony|C3-Saxony] "
            "münden, gemeinsam mit [organisation/silicon-saxony|Silicon Saxony], "
            "[organisation/biosaxony|biosaxony], der [organisation/tu-dresden|TU Dresden] und der "
            "[organisation/agil|AGIL GmbH]."
        ),
    ),
    "skip": ("To the content", "Zum Inhalt"),
    "main_menu": ("Main menu", "Hauptmenü"),
    "query": ("Query", "Abfrage"),
    "questions": ("Questions", "Fragen"),
    "ontology": ("Ontology", "Ontologie"),
    "data": ("Data", "Daten"),
    "language": ("Language", "Sprache"),
    "generation": ("Generation", "Stand"),
    "built_on": ("built on {day}", "gebaut am {day}"),
    # The start page
    "what_is_in_it": ("What is in it", "Was darin ist"),
    "triples_stated": ("triples stated", "Tripel ausgesagt"),
    "triples_inferred": ("triples inferred", "Tripel erschlossen"),
    "tables": ("tables", "Tabellen"),
    "rows_curated": ("curated rows", "gepflegte Zeilen"),
    "ontology_version": ("ontology version", "Version der Ontologie"),
    "counted_kinds": ("Things by kind", "Dinge nach Art"),
    "ready_questions": ("Questions", "Fragen"),
    "questions_lead": (
        "Each runs with one click; on its page you can change what it asks about.",
        "Ein Klick stellt sie; auf ihrer Seite lässt sich ändern, wonach sie fragt.",
    ),
    "ask_sparql": ("Ask in SPARQL", "In SPARQL fragen"),
    "your_query": ("SPARQL query", "SPARQL-Abfrage"),
    "answer_as": ("Answer as", "Antwort als"),
    "page": ("page", "Seite"),
    "for_tables": ("for SELECT and ASK", "für SELECT und ASK"),
    "for_graphs": ("for CONSTRUCT and DESCRIBE", "für CONSTRUCT und DESCRIBE"),
    "run": ("Run query", "Abfrage ausführen"),
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
    "get_data": ("Get the data", "An die Daten kommen"),
    "get_endpoint": (
        "SPARQL 1.1 endpoint, by GET and POST; form by Accept or ?format=",
        "SPARQL-1.1-Endpunkt, mit GET und POST; Form nach Accept oder ?format=",
    ),
    "get_dump": (
        "everything, as N-Quads, one graph a table",
        "alles, als N-Quads, je Tabelle ein Graph",
    ),
    "get_void": (
        "description of the dataset (VoID, DCAT)",
        "Beschreibung des Datensatzes (VoID, DCAT)",
    ),
    "get_ontology": ("the ontology and its code lists", "die Ontologie mit ihren Codelisten"),
    "get_thing": (
        "Every thing answers at its address, as a page, Turtle, N-Triples, JSON-LD or RDF/XML:",
        "Jedes Ding antwortet an seiner Adresse, als Seite, Turtle, N-Triples, JSON-LD, RDF/XML:",
    ),
    # Questions and answers
    "ask": ("Ask", "Fragen"),
    "answer": ("Answer", "Antwort"),
    "parameters": ("What it asks about", "Wonach gefragt wird"),
    "all_questions": ("All questions", "Alle Fragen"),
    "rows": ("{count} rows", "{count} Zeilen"),
    "one_row": ("1 row", "1 Zeile"),
    "shown_of": (
        "The first {shown} of {count} rows are shown; the whole answer is in the downloads.",
        (
            "Gezeigt sind die ersten {shown} von {count} Zeilen; die ganze Antwort steht in den "
            "Downloads."
        ),
    ),
    "no_rows": (
        (
            "The answer has no rows: the graph states nothing that fits. That does not say that "
            "there is nothing."
        ),
        (
            "Die Antwort hat keine Zeilen: Der Graph sagt nichts Passendes aus. Das heißt nicht, "
            "dass es nichts gibt."
        ),
    ),
    "no_triples": ("The answer has no triples.", "Die Antwort hat keine Tripel."),
    "unknown": ("unknown", "unbekannt"),
    "yes": ("Yes", "Ja"),
    "no": ("No", "Nein"),
    "download": ("Download", "Herunterladen"),
    "permalink": ("Permanent address of this answer", "Feste Adresse dieser Antwort"),
    "sparql_text": ("The query in SPARQL", "Die Abfrage in SPARQL"),
    "key_of": ("key, as kind/key", "Schlüssel, als Art/Schlüssel"),
    # A thing
    "other_names": ("Also", "Auch"),
    "facts": ("Facts", "Aussagen"),
    "left_open": ("What the sources leave open", "Was die Quellen offenlassen"),
    "conflicts": ("Where sources disagree", "Wo Quellen einander widersprechen"),
    "resolution": ("Decision", "Entscheidung"),
    "follows": ("What follows from it", "Was daraus folgt"),
    "follows_lead": (
        "Inferred by rules from the statements on this and other pages.",
        "Von Regeln aus den Aussagen dieser und anderer Seiten erschlossen.",
    ),
    "elsewhere": ("The same in other vocabularies", "Dasselbe in anderen Vokabularen"),
    "bounds": ("Exact bounds of the dates, and flags", "Genaue Grenzen der Daten und Kennzeichen"),
    "incoming": ("What points here", "Was hierher zeigt"),
    "no_facts": ("Nothing else is said.", "Mehr ist nicht gesagt."),
    "more": ("{count} more", "{count} weitere"),
    "details": ("details", "Einzelheiten"),
    "formats": ("This as data", "Das Ganze als Daten"),
    "open_sparql": ("Open in SPARQL", "In SPARQL öffnen"),
    "on_this_page": ("On this page", "Auf dieser Seite"),
    "address": ("Identifier", "Kennung"),
    # Evidence
    "source": ("Source", "Quelle"),
    "sources": ("Sources", "Quellen"),
    "source_of": ("Source of: {text}", "Quelle für: {text}"),
    "inferred": ("inferred", "erschlossen"),
    "rule": ("Rule", "Regel"),
    "premises": ("because", "weil"),
    "line": ("line", "Zeile"),
    "column": ("column", "Spalte"),
    "row": ("row", "Zeile"),
    "from_table": (
        "said by the table's description of every row",
        "von der Beschreibung der Tabelle für jede Zeile gesagt",
    ),
    "read_between": ("inferred by the reader", "vom Leser erschlossen"),
    "document": ("document", "Dokument"),
    # Rows and sources
    "a_row": ("Row of the table {table}", "Zeile der Tabelle {table}"),
    "describes": ("Describes", "Beschreibt"),
    "cells": ("Cells and what they state", "Zellen und was sie aussagen"),
    "cell": ("Cell", "Zelle"),
    "states": ("States", "Sagt aus"),
    "words_of_source": ("Words of the source", "Worte der Quelle"),
    "rests_on_it": ("What rests on this source", "Was auf dieser Quelle beruht"),
    # The ontology
    "ontology_lead": (
        "The terms in which the graph speaks, by subject; each has an address that leads here.",
        "Die Begriffe des Graphen, nach Thema; jeder hat eine Adresse, die hierher führt.",
    ),
    "class": ("class", "Klasse"),
    "property": ("property", "Eigenschaft"),
    "code_lists": ("Code lists", "Codelisten"),
    "aligned": ("Elsewhere", "Anderswo"),
    # Problems
    "status": ("Status", "Status"),
    "known": ("There is", "Es gibt"),
    "meant": ("Did you mean", "Vielleicht gemeint"),
    "found": ("Found", "Gefunden"),
    "expected": ("What to do", "Was zu tun ist"),
    "limit": ("Limit", "Grenze"),
    "here_it_broke": ("line {line}, column {column}", "Zeile {line}, Spalte {column}"),
    "mend_query": ("Mend the query", "Abfrage berichtigen"),
    "to_start": ("To the start page", "Zur Startseite"),
    "to_question": ("Back to the question", "Zurück zur Frage"),
}
TEXTS: Final[dict[str, dict[str, str]]] = {
    "en": {key: english for key, (english, _) in _EN_DE.items()},
    "de": {key: german for key, (_, german) in _EN_DE.items()},
}
# What a reader can do about a problem, by its name.
MENDS: Final = {
    "bad-request": ("Check the parameters against the protocol.",
                    "Die Parameter mit dem Protokoll vergleichen."),
    "query-syntax": ("Mend the query at the place marked below and run it again.",
                     "Die Abfrage an der markierten Stelle berichtigen und neu ausführen."),
    "query-refused": ("Ask without it: this endpoint reads its own graphs alone.",
                      "Ohne das fragen: Dieser Endpunkt liest nur seine eigenen Graphen."),
    "query-failed": ("Change the query and run it again.", "Die Abfrage ändern und neu ausführen."),
    "read-only": ("Edit the tables and build anew.", "Die Tabellen ändern und neu bauen."),
    "not-found": ("Check the address, or start from a list.",
                  "Die Adresse prüfen oder von einer Liste ausgehen."),
    "method-not-allowed": ("Use a method that the header Allow names.",
                           "Eine Methode verwenden, die der Header Allow nennt."),
    "not-acceptable": ("Ask for one of the forms below.", "Eine der folgenden Formen verlangen."),
    "request-too-large": ("Shorten the query.", "Die Abfrage kürzen."),
    "result-too-large": ("Ask for less: LIMIT, fewer columns, or the dump.",
                         "Weniger verlangen: LIMIT, weniger Spalten, oder den Gesamtabzug."),
    "unsupported-media-type": ("Send one of the types below.", "Einen der folgenden Typen senden."),
    "unsupported-charset": ("Send UTF-8.", "UTF-8 senden."),
    "internal-error": ("Try again; if it happens again, tell who runs this server.",
                       "Noch einmal versuchen; sonst wer diesen Server betreibt verständigen."),
    "query-timeout": ("Ask for less at once: more constants, fewer free joins, LIMIT.",
                      "Weniger verlangen: mehr Konstanten, weniger Verknüpfungen, LIMIT."),
    "query-out-of-memory": ("Ask for less at once: fewer groups, no growing texts, LIMIT.",
                            "Weniger verlangen: weniger Gruppen, keine wachsenden Texte, LIMIT."),
    "endpoint-busy": ("Try again in a few seconds.", "In einigen Sekunden noch einmal versuchen."),
    "store-unavailable": ("Build the graph: clustergraph build.",
                          "Den Graphen bauen: clustergraph build."),
}  # fmt: skip
