"""The description of the tables as RML, for the peer that maps by it.

Only what RML can say of such tables: one triples map for each subject of a table, templates and
constants, languages and datatypes. Lists in cells, defaults, checks and canonical literals are
left out, all of which only spares the peer work.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from clustergraph import tables

VERSION: Final = "2.10.0"
_PREFIXES: Final = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
"""


def python(folder: Path) -> Path:
    """Return the Python of an environment that holds morph-kgc, made once in the bench's folder."""
    environment = folder / f"morph-kgc-{VERSION}"
    found = environment / "bin" / "python"
    if not found.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)  # noqa: S603
        subprocess.run(  # noqa: S603
            [str(found), "-m", "pip", "install", "--quiet", f"morph-kgc=={VERSION}"], check=True
        )
    return found


def write(project: Path, folder: Path) -> Path:
    """Write mapping and configuration for the tables of a project; return the configuration."""
    described = tables.describe(project).tables
    used = [table for table in described if not table.suppressed and _has_rows(project, table)]
    mapping = folder / "mapping.ttl"
    mapping.write_text(_PREFIXES + "".join(_maps(project, used)), encoding="utf-8")
    config = folder / "config.ini"
    config.write_text(
        f"[CONFIGURATION]\noutput_file={folder / 'out.nt'}\noutput_format=N-TRIPLES\n"
        f"number_of_processes=1\nlogging_level=ERROR\n[tables]\nmappings={mapping}\n",
        encoding="utf-8",
    )
    return config


def _has_rows(project: Path, table: tables.Table) -> bool:
    with (project / table.path).open("rb") as lines:
        return sum(1 for _ in lines) > 1


def _maps(project: Path, used: list[tables.Table]) -> Iterator[str]:
    number = 0
    for table in used:
        subjects: dict[str, list[tables.Column]] = {}
        for column in table.columns:
            if not column.suppressed and column.about:
                subjects.setdefault(_template(column.about), []).append(column)
        for subject, columns in subjects.items():
            number += 1
            yield (
                f'<#m{number}> rml:logicalSource [ rml:source "{project / table.path}" ; '
                f"rml:referenceFormulation ql:CSV ] ; rr:subjectMap [ {subject} ]"
            )
            for column in columns:
                yield (
                    f" ;\n  rr:predicateObjectMap [ rr:predicate <{column.property}> ; "
                    f"rr:objectMap [ {_object(column)} ] ]"
                )
            yield " .\n"


def _object(column: tables.Column) -> str:
    if column.value is not None:
        return _template(column.value)
    kind = f"rr:datatype <{column.datatype.iri}>"
    if column.datatype.is_text:
        kind = f'rr:language "{column.language}"' if column.language else ""
    return f'rml:reference "{column.name}" ; {kind}'


def _template(template: tables.Template) -> str:
    if template.constant is not None:
        return f"rr:constant <{template.constant}> ; rr:termType rr:IRI"
    if not template.pieces:  # an address as it stands
        return f'rml:reference "{template.variables[0]}" ; rr:termType rr:IRI'
    parts = "".join(f"{{{name}}}{literal}" for _, name, literal in template.pieces)
    text = re.sub(r"\\", "", template.stem + parts)
    return f'rr:template "{text}" ; rr:termType rr:IRI'
