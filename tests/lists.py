"""A made-up publisher of lists of beneficiaries: a common model, descriptions, data files.

Nothing here is taken from a real list; only the ways of writing are.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from clustergraph import sources
from clustergraph.findings import Finding
from clustergraph.tables.described import Lists, Supplement, read_supplement, stage_lists

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "sources" / "structural-funds"
SHARED = ROOT / ".." / "shared" / "data" / "eu-structural-funds"
FOLDER = "XR.ruritania/ERDF 2014-2020"

_FIELDS = (
    "funding_period cci_program_code project_id project_name project_description beneficiary_name"
    " beneficiary_country beneficiary_city fund_acronym priority_label starting_date"
    " completion_date approval_date final_payment_date amount amount_kind total_amount"
    " total_amount_applied total_amount_eligible member_state_amount third_party_amount"
    " eu_cofinancing_amount eu_cofinancing_amount_eligible european_investment_bank_amount"
    " eu_cofinancing_rate source currency"
)


def supplement() -> Supplement:
    """Return what the shipped source adds to descriptions."""
    found: list[Finding] = []
    read = read_supplement(
        (SOURCE / "lists.toml").read_text(encoding="utf-8"), PurePosixPath("lists.toml"), found
    )
    assert found == []
    return read


def publish(
    root: Path,
    data: bytes,
    fields: Mapping[str, str | None],
    *,
    folder: str = FOLDER,
    name: str = "list.csv",
    options: str = "",
    language: str = "en",
) -> None:
    """Write a list with its description below ``root``, and the common model."""
    model = root / "specifications" / "fiscal.schema.yaml"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_text("fields:\n" + "".join(f"  - name: {f}\n" for f in _FIELDS.split()))
    place = root / folder
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(data)
    lines = [
        f"    - name: '{header}'\n      maps_to: {means or 'null'}\n"
        for header, means in fields.items()
    ]
    (place / "source.description.yaml").write_text(
        f"title: Ruritania 2014-2020\nlanguage: {language}\nsources:\n- name: page\n"
        "  web: http://lists.example/ruritania\nresources:\n"
        "- add_constants:\n    cci_program_code: 2014XR16RFOP001\n    fund_acronym: ERDF\n"
        f"    funding_period: 2014-2020\n  currency_code: EUR\n{options}"
        f"  path: {name}\n  publication_date: '2016-06-30'\n  schema:\n    fields:\n"
        + "".join(lines),
        encoding="utf-8",
    )


def read(root: Path, *descriptions: str) -> tuple[list[dict[str, str | None]], Lists]:
    """Read lists with the shipped supplement; every row as a mapping."""
    names = descriptions or tuple(
        sorted(p.relative_to(root).as_posix() for p in root.glob("**/source.description.yaml"))
    )
    lists = stage_lists(root, names, PurePosixPath, supplement())
    return [dict(zip(lists.columns, row, strict=True)) for row in lists.rows], lists


def make(root: Path, project: Path, cache: Path) -> sources.Made:
    """Stage and shape the shipped source over other files, as a build does."""
    folder = project / "sources" / "structural-funds"
    shutil.copytree(SOURCE, folder)
    (project / "clustergraph.toml").write_text(f'[sources]\nstructural-funds = "{root}"\n')
    (source,) = sources.read_sources(project)
    return sources.make(project, source, cache)


def rules(findings: Sequence[Finding]) -> list[str]:
    """Return the names of the rules that findings tell."""
    return sorted(found.rule.rpartition("#")[2] for found in findings)
