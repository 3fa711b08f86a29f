"""Bad files around the tables: links, folders, pipes, ontology, rules, shapes and settings."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from hostile.badcase import Case, each, folder, gone, link, pipe, put, swap

THINGS = "data/things.csv"
DESCRIPTION = "data/csv-metadata.json"
ONTOLOGY = "ontology/small.ttl"
RULE = "rules/a-maker-makes.rq"
SHAPE = "shapes/must/things.ttl"
TOML = "clustergraph.toml"
_SEVERITY = "sh:severity sh:Violation ;"


def held(project: Path) -> None:
    """Hold the lock of the store as another build would."""
    lock = os.open(project / "var" / "lock", os.O_WRONLY)  # until this process ends
    fcntl.flock(lock, fcntl.LOCK_EX)


def odd(kind: str, name: str, rule: str) -> tuple[Case, ...]:
    """Return the cases of what is no file to read."""
    return (
        Case(f"{kind} that links to itself", link(name, Path(name).name), rule, name,
             "leads to itself", german="zu sich selbst"),
        Case(f"{kind} that links to nothing", link(name, "nothing"), rule, name,
             "is a link to nothing", german="ins Leere"),
        Case(f"{kind} that is a pipe", pipe(name), rule, name, "is no plain file",
             german="keine gewöhnliche Datei"),
        Case(f"{kind} that never ends", link(name, "/dev/zero"), rule, name, "is no plain file"),
        Case(f"{kind} below a file", link(name, "csv-metadata.json/x"), rule, name,
             "cannot be opened" if name.startswith("data") else "is a link to nothing"),
    )  # fmt: skip


ODD = (
    *odd("a table", THINGS, "UnreachableFile"),
    *odd("a description", DESCRIPTION, "BadDescription")[:4],
    *odd("an ontology", ONTOLOGY, "OntologyParses")[:4],
    *odd("a rule", RULE, "UnreadableRule")[:4],
    *odd("a shape", SHAPE, "UnreadableShape")[:4],
    Case("an ontology that is a folder", folder(ONTOLOGY), "OntologyParses", ONTOLOGY,
         "is a folder"),
    Case("a rule that is a folder", folder(RULE), "UnreadableRule", RULE, "is a folder"),
    Case("a shape that is a folder", folder(SHAPE), "UnreadableShape", SHAPE, "is a folder"),
    Case("a guest's shape that is a folder",
         lambda project: (project / "sources/guest/shapes/a.ttl").mkdir(parents=True),
         "UnrunnableShapes", "sources/guest/shapes/a.ttl", "cannot be read"),
)  # fmt: skip

MEANING = (
    Case("an ontology that does not parse", swap(ONTOLOGY, "a owl:Class .", "a owl:Class"),
         "OntologyParses", f"{ONTOLOGY}:8:1", "is no Turtle", german="kein Turtle"),
    Case("a prefix that the ontology does not declare", swap(ONTOLOGY, "cg:flag a owl",
         "cg:flag a wol"),
         "OntologyParses", f"{ONTOLOGY}:12:11", "prefix"),
    Case("an ontology in Windows-1252", swap(ONTOLOGY, b'"0.0.0"', b'"0.\xe4"'),
         "OntologyParses", f"{ONTOLOGY}:5:78", "UTF-8"),
    Case("a rule without a sentence", swap(RULE, "# en:", "# fr:"), "UnreadableRule", f"{RULE}:1",
         "has no sentence", german="hat keinen Satz"),
    Case("a rule that is no SPARQL", swap(RULE, "?part cg:partOf", "?part cg:partOf cg:x"),
         "UnreadableRule", f"{RULE}:5:38", "is no SPARQL"),
    Case("a rule that is a SELECT", swap(RULE, "CONSTRUCT { ?whole cg:maker ?maker }", "SELECT *"),
         "UnreadableRule", f"{RULE}:1", "is no rule"),
    Case("a rule that asks another host", swap(RULE, "{ ?part",
         "{ SERVICE <https://e.org/> { ?a ?b ?c } ?part"),
         "UnreadableRule", f"{RULE}:1", "uses"),
    Case("a rule in UTF-16", put(RULE, "# en: x".encode("utf-16")), "UnreadableRule", RULE,
         "is not UTF-8"),
    Case("a rule of nested braces", put(RULE, "# en: x\n# de: y\nCONSTRUCT { ?a ?b ?c } WHERE "
         + "{" * 5000 + "?a ?b ?c" + "}" * 5000), "UnreadableRule", f"{RULE}:3:94",
         "nests too deep"),
    Case("an ontology of nested brackets", put(ONTOLOGY, "<a:b> <a:c> " + "[ <a:c> " * 50_000),
         "OntologyParses", f"{ONTOLOGY}:1:400013", "is no Turtle"),
    Case("an ontology of nested lists", put(ONTOLOGY, "<a:b> <a:c> " + "( " * 50_000),
         "OntologyParses", f"{ONTOLOGY}:1:100013", "is no Turtle"),
    Case("a shape that does not parse", swap(SHAPE, "sh:maxLength 40 ;", "sh:maxLength 40"),
         "UnreadableShape", f"{SHAPE}:10:5", "is no Turtle"),
    Case("a shape without a severity", swap(SHAPE, _SEVERITY, ""), "UnreadableShape",
         f"{SHAPE}:6", "severity"),
    Case("a shape without German", swap(SHAPE, '"@de', '"@en'), "UnreadableShape", f"{SHAPE}:6",
         "message"),
    Case("a shape with a misspelt parameter", swap(SHAPE, "sh:maxLength", "sh:maxLenght"),
         "UnknownShaclTerm", f"{SHAPE}:9:5", "is no term of SHACL", "sh:maxLength"),
    Case("a shape with a length that is text", swap(SHAPE, "40 ;", '"many" ;'),
         "ShapeKeepsTheShapesOfShacl", f"{SHAPE}:9:5", "maxLength"),
    Case("a shape of a class that nothing has", swap(SHAPE, "cg:Thing ;", "cg:Thign ;"),
         "UnknownTerm", f"{SHAPE}:7:20", "is not in the ontology", "cg:Thing"),
)  # fmt: skip


def setting(name: str, text: str | bytes, said: str, german: str, place: str = TOML) -> Case:
    """Return a case of the settings file."""
    return Case(name, put(TOML, text), "", place, said, german=german, code=2)


def environment(name: str, variable: str, value: str, said: str, german: str) -> Case:
    """Return a case of a setting from the environment."""
    given = ((f"CLUSTERGRAPH_{variable.upper()}", value),)
    return Case(name, lambda _: None, "", variable, said, german=german, code=2, environment=given)


ERRORS = (
    setting("settings that are no TOML", "port = \n", "is no TOML", "ist kein TOML"),
    setting("settings in Windows-1252", b'host = "\xe4"\n', "is not UTF-8", "nicht in UTF-8"),
    setting("a setting of nobody", "prot = 1\n", "no setting is called prot", "heißt prot"),
    setting("a setting that is no number", 'query_seconds = "soon"\n', "is no whole number",
            "keine ganze Zahl", "query_seconds"),
    setting("a setting below the least", "query_megabytes = 1\n", "whole number from 512",
            "ganze Zahl ab 512", "query_megabytes"),
    setting("a store that is a number", "store = 7\n", "is no text", "ist kein Text", "store"),
    setting("an engine of nobody", 'validation_engine = "best"\n', "is none of", "ist keine von",
            "validation_engine"),
    Case("settings that are a folder", lambda project: (project / TOML).mkdir(), "", TOML,
         "is a folder", german="ist ein Ordner", code=2),
    environment("a setting of the environment that is no number", "source_shapes_seconds", "x",
                "is no whole number", "keine ganze Zahl"),
    environment("an engine of nobody in the environment", "validation_engine", "best",
                "is none of", "ist keine von"),
    Case("no folder of tables", gone("data"), "", "project", "has no folder data/",
         german="hat keinen Ordner data/", code=2),
    Case("a file for the folder of tables", each(gone("data"), put("data", "x")), "", "project",
         "has no folder data/", german="hat keinen Ordner data/", code=2),
)  # fmt: skip
STORES = (
    Case("a store held by another build", held, "", "var", "another build is publishing",
         german="ein anderer Bau", code=2, only_build=True),
    Case("a store that is a file", lambda project: (project / "flat").write_text("x"), "", "flat",
         "cannot be read or written", german="schreiben: schon vorhanden", code=2, only_build=True,
         environment=(("CLUSTERGRAPH_STORE", "flat"),)),
    Case("a store below a file", lambda project: (project / "flat").write_text("x"), "", "flat",
         "cannot be read or written", german="kein Ordner", code=2, only_build=True,
         environment=(("CLUSTERGRAPH_STORE", "flat/below"),)),
    Case("a store with a name too long", lambda _: None, "", "nnnn",
         "cannot be read or written", german="der Name ist zu lang", code=2, only_build=True,
         environment=(("CLUSTERGRAPH_STORE", "n" * 300),)),
    Case("a lock that is a folder", each(gone("var/lock"), lambda p: (p / "var/lock").mkdir()), "",
         "lock", "cannot be read or written", german="ein Ordner", code=2, only_build=True),
    Case("a generation whose manifest is junk",
         lambda project: [p.write_text("{") for p in (project / "var").glob("0*/manifest.json")],
         "", "var", "is no generation", german="ist keine Generation", code=2, only_build=True),
)  # fmt: skip

CASES = (*ODD, *MEANING, *ERRORS, *STORES)
