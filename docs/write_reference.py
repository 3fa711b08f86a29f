"""Write docs/reference/*.md from the code, the tables and the ontology.

What the reference says is read where it is in force: settings and commands from the code, columns
from the description of the tables, terms from the ontology. Run it after a change of any of them:
``make docs``. ``--check`` writes nothing and exits 1 when a page is not what this would write.

The marked parts of README.md (counts, the output of a build) come from the manifest of what is
published; where nothing is, they are left as they are.
"""

from __future__ import annotations

import inspect
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click
from reference_parts import ROOT, first_sentence, page, table
from reference_tables import tables_page
from reference_terms import codes_page, terms_page

from clustergraph import (
    cli,
    errors,
    linking,
    names,
    pipeline,
    reasoning,
    reporting,
    settings,
    store,
    validation,
)
from clustergraph.errors import StoreError
from clustergraph.pipeline import staleness
from clustergraph.querying import named
from clustergraph.rdf import GRAPH_FORMATS, TABLE_FORMATS
from clustergraph.tables.rules import READING_RULES
from clustergraph.web import create_app, problems

TARGET: Final = ROOT / "docs" / "reference"
README: Final = ROOT / "README.md"


def settings_page() -> str:
    """Every setting: name, environment variable, default, meaning."""
    return page(
        "Settings",
        "Given on the command line where the command has the option, else in the environment, else"
        " in `clustergraph.toml` in the project's folder, else the default. An unknown name in the"
        " file is an error.",
        table(
            ("Setting", "Environment", "Default", "Least", "Meaning"),
            (
                (
                    f"`{one.name}`",
                    f"`CLUSTERGRAPH_{one.name.upper()}`",
                    f"`{one.default}`",
                    one.least if isinstance(one.default, int) else "",
                    one.help,
                )
                for one in settings.SETTINGS
            ),
        ),
    )


def commands_page() -> str:
    """Every command with its arguments and options."""
    return page(
        "Commands",
        first_sentence(cli.main.help) + " Exit codes: 0 all is well; 1 something is wrong with what"
        " was given (findings, an unknown name, a query that fails); 2 the command could not run.",
        *(_command(name, command) for name, command in sorted(cli.main.commands.items())),
    )


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"clustergraph {name}")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = [one for one in command.params if isinstance(one, click.Option)]
    words = inspect.cleandoc(command.help or "")
    rows = ((_option(one), one.help or "", _default(one)) for one in options)
    listed = table(("Option", "Meaning", "Default"), rows) if options else ""
    return "\n\n".join(filter(None, [f"## {name}", f"```\n{usage}\n```", words, listed]))


def _option(option: click.Option) -> str:
    kind = option.type
    values = "|".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else None
    value = "" if option.is_flag else f" {values or kind.name.upper()}"
    return f"`{', '.join(option.opts)}{value}`"


def _default(option: click.Option) -> str:
    plain = isinstance(option.default, str | int) and not isinstance(option.default, bool)
    return f"`{option.default}`" if plain else ""


def shapes_page() -> str:
    """Every shape: the sentence, how much it matters, the messages."""
    shapes = validation.read_shapes(ROOT).all
    return page(
        "Shapes",
        "What the graph must keep (SHACL). A *violation* stops the build: nothing is published. A"
        f" *warning* is counted. The IRI of a shape is `{names.SHAPES}<Shape>`.",
        table(
            ("Shape", "Severity", "Message", "File"),
            (
                (
                    f"**{one.sentence}**<br>`{one.iri.rpartition('#')[2]}`",
                    one.severity.value,
                    f"{one.message_en}<br>{one.message_de}",
                    f"[{one.path.stem}](../../{one.path})",
                )
                for one in shapes
            ),
        ),
    )


def rules_page() -> str:
    """Every rule: reading, house rules, OWL 2 RL."""
    reading = (
        (f"`{rule.name}`", rule.severity.value, f"{rule.sentence_en}<br>{rule.sentence_de}")
        for rule in READING_RULES.values()
    )
    house = (
        (f"[`{rule.name}`](../../{rule.path})", f"{rule.sentence_en}<br>{rule.sentence_de}")
        for rule in reasoning.read_rules(ROOT)
    )
    linked = (
        (f"`{name}`", rule.severity.value, f"{rule.sentence_en}<br>{rule.sentence_de}")
        for name, rule in linking.LINKING_RULES.items()
    )
    proofs = (
        (f"`{rule.name}`", f"{rule.sentence_en}<br>{rule.sentence_de}") for rule in linking.PROOFS
    )
    named_once = {rule.name: rule for rule in reasoning.RULES}
    owl = (
        (f"`{name}`", f"{rule.sentence_en}<br>{rule.sentence_de}")
        for name, rule in sorted(named_once.items())
    )
    return page(
        "Rules",
        f"A finding names the rule it comes from; its IRI is `{names.RULES}<Rule>`. An inferred"
        " triple names the rule that gave it.",
        "## Reading\n\nWhat every table and its description must keep.\n\n"
        + table(("Rule", "Severity", "Sentence"), reading),
        "## House rules\n\nWhat OWL 2 RL cannot say: one CONSTRUCT query a file.\n\n"
        + table(("Rule", "Sentence"), house),
        "## Links\n\nWhat identifiers and decisions must keep ([One thing, many sources]"
        "(../linking.md)), and the rules by which `why` proves a link.\n\n"
        + table(("Rule", "Severity", "Sentence"), linked)
        + "\n\n"
        + table(("Rule", "Sentence"), proofs),
        "## OWL 2 RL\n\nThe rules of the profile (OWL 2 Profiles, section 4.3). Those over lists"
        " (unions, intersections, chains of properties) are written out for each list of the"
        " ontology, under the profile's names (`cls-int1`, `prp-spo2` …).\n\n"
        + table(("Rule", "Sentence"), owl),
    )


def reports_page() -> str:
    """Every form of report, and the members of the one in JSON."""
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    finding = schema["$defs"]["finding"]["properties"]
    members = ((f"`{name}`", _meaning(member, schema["$defs"])) for name, member in finding.items())
    return page(
        "Reports",
        "`clustergraph check --format <form>` tells every finding in one of these forms, on"
        " standard output or with `--output` into a file. The exit code is the same in each.",
        table(
            ("Form", "Media type", "What for"),
            ((f"`{f.name}`", f"`{f.media_type}`", f.help) for f in reporting.FORMATS.values()),
        ),
        "## JSON\n\n[`report.schema.json`](../report.schema.json) is its JSON schema. A finding"
        " has these members, null where there is none:\n\n" + table(("Member", "Meaning"), members),
        "## SARIF\n\nVersion 2.1.0. Rules stand in both languages (one as translation), regions"
        " count Unicode characters, a mend is a fix, and `partialFingerprints` stay the same when"
        " lines above are added or removed.",
        "## RDF\n\nA `sh:ValidationReport`. Each result has `cg:foundAt`, and `cg:alsoAt` for"
        " further places, with `cg:inFile`, `cg:line`, `cg:columnNumber`, `cg:columnName` and"
        " `cg:cellText`; `cg:mend`; and `prov:hadPrimarySource`. What reading found has no shape:"
        " its rule stands as `sh:sourceConstraintComponent`.",
    )


def _meaning(member: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return the description of a member, else that of the definition it refers to."""
    if "enum" in member:
        return " · ".join(f"`{value}`" for value in member["enum"])
    references = [one.get("$ref", "") for one in (member, *member.get("anyOf", ()))]
    named = [definitions[one.rpartition("/")[2]] for one in references if one]
    if "description" not in member and "properties" in member:
        return "in both languages: " + ", ".join(f"`{name}`" for name in member["properties"])
    return str(next(d["description"] for d in (member, *named) if "description" in d))


def questions_page() -> str:
    """Every named question with its parameters."""
    return page(
        "Questions",
        "Each is a file of [`queries/`](../../queries), a form on the start page, and a command:"
        " `clustergraph query --named <name> --<parameter> <value>`. A parameter that is not given"
        " takes its default.",
        *(_question(one) for one in named.read_named(ROOT / "queries").values()),
    )


def _question(one: named.NamedQuery) -> str:
    rows = [
        (f"`{p.name}`", p.expected, f"`{p.default}`", f"{p.label_en}<br>{p.label_de}")
        for p in one.parameters
    ]
    listed = (
        table(("Parameter", "Expected", "Default", "Label"), rows) if rows else "No parameters."
    )
    asked = f"{one.question_en}<br>{one.question_de}"
    place = f"{one.id} · [`queries/{one.name}.rq`](../../queries/{one.name}.rq)"
    return f"## {one.name}\n\n{place}\n\n{asked}\n\n{listed}"


def errors_page() -> str:
    """Every error of the library, and every problem type that the server answers with."""
    classes = [
        one
        for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.ClustergraphError)
    ]
    tree = inspect.cleandoc(errors.__doc__ or "").partition("\n\n")[2]
    return page(
        "Errors",
        "## In Python",
        f"```\n{tree}\n```",
        table(
            ("Error", "Meaning"),
            ((f"`{one.__name__}`", first_sentence(one.__doc__)) for one in classes),
        ),
        "## Over HTTP",
        "Problem details (RFC 9457), `application/problem+json`, or a page when the client asks for"
        f" HTML. The type is `{problems.TYPES}<name>`; where a limit was met, the member `limit`"
        " names it with its value, and where a name was unknown, `known` lists what there is.",
        table(
            ("Type", "Status", "Title", "Limit"),
            (
                (
                    f"`{one.name}`",
                    one.status,
                    f"{one.title_en}<br>{one.title_de}",
                    f"[`{one.limit}`](settings.md)" if one.limit else "",
                )
                for one in problems.KINDS.values()
            ),
        ),
    )


def routes_page() -> str:
    """Every route of the server, and the formats it answers in."""
    with tempfile.TemporaryDirectory() as empty:
        app = create_app(Path(empty), ROOT / "queries", settings.Settings())
    views: Mapping[str, Callable[..., Any]] = app.view_functions
    formats = (
        (f"`{one.name}`", f"`{one.media_type}`", f"`.{one.suffix}`", kind)
        for kind, offers in (("graphs", GRAPH_FORMATS), ("tables", TABLE_FORMATS))
        for one in offers
    )
    return page(
        "Routes",
        "Addresses are relative to where the server is reached; identifiers (`https://w3id.org/…`)"
        " do not depend on it.",
        table(
            ("Route", "Methods", "Answers"),
            (
                (
                    f"`{rule.rule}`",
                    " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})),
                    _answers(views[rule.endpoint]),
                )
                for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
            ),
        ),
        "## Formats",
        table(("Format", "Media type", "Suffix", "Of"), formats),
    )


def _answers(view: Callable[..., Any]) -> str:
    """Return what a view answers; the one for static files is Flask's and says nothing."""
    return first_sentence(view.__doc__) or "Return a file that the pages use, such as their style."


PAGES: Final[dict[str, Callable[[], str]]] = {
    "settings": settings_page,
    "commands": commands_page,
    "reports": reports_page,
    "tables": tables_page,
    "terms": terms_page,
    "codes": codes_page,
    "shapes": shapes_page,
    "rules": rules_page,
    "questions": questions_page,
    "errors": errors_page,
    "routes": routes_page,
}


def manifest() -> dict[str, Any] | None:
    """Return the manifest of what is published, or None; `make docs` builds before it asks."""
    try:
        return store.current(ROOT / settings.Settings().store).manifest
    except StoreError:
        return None


def manifest_of(built: pipeline.Built) -> dict[str, Any]:
    """Return what the marked parts of README.md need to know of a build."""
    return {"counts": built.counts(), "entities": built.entities()}


def counts_block(published: Mapping[str, Any]) -> str:
    """Return the counts of a build as README.md shows them."""
    counts = published["counts"]
    triples = (
        f"{counts['default']:,} triples as a query sees them: {counts['asserted']:,} asserted in"
        f" {counts['rows']:,} rows of {counts['tables']} tables, {counts['inferred']:,} inferred,"
        f" {counts['ontology']:,} of the ontology and its code lists. {counts['provenance']:,}"
        " more say what each row rests on."
    )
    entities = sorted(published["entities"].items(), key=lambda item: (-item[1], item[0]))
    return triples + "\n\nBy kind: " + ", ".join(f"{kind} {n:,}" for kind, n in entities) + "."


def build_block(published: Mapping[str, Any]) -> str:
    """Return what the first ``make serve`` prints, as README.md shows it."""
    counts = published["counts"]
    return "\n".join(
        (
            "```console",
            "$ make serve",
            f"reading {counts['tables']} tables",
            "reasoning",
            "validating",
            "loading",
            cli.summary(published["counts"]),
            "start page  http://127.0.0.1:8000/",
            "SPARQL      http://127.0.0.1:8000/sparql",
            "```",
        )
    )


def readme(text: str, published: Mapping[str, Any]) -> str:
    """Return README.md with its marked parts made anew."""
    for name, block in (("counts", counts_block), ("build", build_block)):
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n{block(published)}\n{end}{rest.partition(end)[2]}"
    return text


def wanted(is_check: bool) -> Iterator[tuple[Path, str]]:
    """Yield every generated file with the text it should have.

    README.md is only checked against a build of just these inputs.
    """
    for name, write in PAGES.items():
        yield TARGET / f"{name}.md", write()
    published = manifest()
    if published and (not is_check or published["key"] == staleness.inputs_of(ROOT).key):
        yield README, readme(README.read_text(encoding="utf-8"), published)


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check tell which are stale."""
    check = "--check" in arguments
    stale = [
        (path, text)
        for path, text in wanted(check)
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        print(f"{'stale' if check else 'wrote'} {path.name}")
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
