"""Draw pairs of real records to be labelled by a reader, and estimate precision and recall.

    python bench/linking_sample.py DATA --draw > pairs.txt     what a reader needs to label them
    python bench/linking_sample.py DATA                        the estimate from the labels

The sample is stratified by score and by the pair of sets, with a fixed seed. Three parts:

- ``scored``: pairs that the machine compared, by bands of score from 0.5 to 1;
- ``known``: pairs that share an identifier, whatever their names: blocking may have missed them;
- ``sought``: for random records that are likely to stand in a second list (universities,
  institutes, chambers …), the nearest name of a search through all others that knows nothing of
  blocking, where the machine did not compare the two or scored below 0.5.

Only keys, labels and reasons are kept (``tests/linking/sample.csv``): some lists state no licence.
Names of natural persons are left out of the draw: both of two words and without a legal form.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from rapidfuzz import fuzz, process

from clustergraph.linking import Record
from clustergraph.linking.candidates import Candidate, country_code, find
from clustergraph.linking.folding import fold
from clustergraph.linking.links import link
from realsets import everything

LABELS = Path(__file__).parent.parent / "tests" / "linking" / "sample.csv"
SEED = 20261125
BANDS = (0.95, 0.9, 0.85, 0.8, 0.7, 0.5)
A_STRATUM = 4
KNOWN = 40
SOUGHT = 40
# Seekers bear one of these words: others hardly ever stand in a second list.
_LIKELY = {
    "university",
    "institute",
    "research",
    "centre",
    "college",
    "academy",
    "chamber",
    "association",
    "ministry",
    "hospital",
    "foundation",
    "agency",
}
_KIN = {"cordis-2017": "cordis", "cordis-2022": "cordis", "beneficiaries": "lists"}


@dataclass(frozen=True)
class Drawn:
    """A pair of the sample: its part and stratum, and how many pairs the stratum holds."""

    part: str
    stratum: str
    size: int
    one: Record
    other: Record
    score: float | None


@dataclass(frozen=True)
class Material:
    """All that a draw or an estimate needs; made once, for it takes a minute."""

    records: Sequence[Record]
    scored: Sequence[Candidate]
    score_of: Mapping[frozenset[str], float]
    known: Sequence[tuple[Record, Record]]


def material(data: Path) -> Material:
    """Read the real sets, link them by identifiers, and score what is left."""
    records = everything(data)
    by_iri = {record.iri: record for record in records}
    linked = link(records)
    same = {frozenset((one.one, one.other)) for one in linked.same}
    found = find(records, BANDS[-1])
    return Material(
        records,
        [c for c in found.candidates if frozenset((c.one.iri, c.other.iri)) not in same],
        {frozenset((c.one.iri, c.other.iri)): c.score for c in found.candidates},
        [(by_iri[one.one], by_iri[one.other]) for one in linked.same],
    )


def stratum_of(candidate: Candidate) -> str:
    """Name the stratum of a scored pair: the sets, and the least score of its band."""
    sets = sorted(_KIN.get(one.set, one.set) for one in (candidate.one, candidate.other))
    band = next(band for band in BANDS if candidate.score >= band)
    return f"{sets[0]} {sets[1]} {band}"


def is_person(record: Record) -> bool:
    """Guess whether a name is that of a natural person."""
    folded = fold(record.label)
    return record.set == "beneficiaries" and len(folded.words) <= 3 and folded.form in (None, "ek")


def eligible(scored: Iterable[Candidate]) -> list[Candidate]:
    """Leave out pairs that may be of natural persons."""
    return [c for c in scored if not (is_person(c.one) or is_person(c.other))]


def draw(made: Material) -> list[Drawn]:
    """Draw the sample."""
    luck = random.Random(SEED)  # noqa: S311  # a sample, not a secret
    drawn: list[Drawn] = []
    pool = sorted(eligible(made.scored), key=lambda c: (stratum_of(c), c.one.iri, c.other.iri))
    for stratum, group in groupby(pool, key=stratum_of):
        pairs = list(group)
        drawn += [
            Drawn("scored", stratum, len(pairs), one.one, one.other, one.score)
            for one in luck.sample(pairs, min(A_STRATUM, len(pairs)))
        ]
    for one, other in luck.sample(list(made.known), KNOWN):
        score = made.score_of.get(frozenset((one.iri, other.iri)))
        drawn.append(Drawn("known", "identifier", len(made.known), one, other, score))
    seekers = [
        record
        for record in made.records
        if record.set not in ("ror", "funders") and {*fold(record.label).words} & _LIKELY
    ]
    known = {frozenset((one.iri, other.iri)) for one, other in made.known}
    for seeker in luck.sample(seekers, SOUGHT):
        for near in nearest(seeker, made.records):
            pair = frozenset((seeker.iri, near.iri))
            if pair not in made.score_of and pair not in known and not is_person(near):
                drawn.append(Drawn("sought", "nearest", len(seekers), seeker, near, None))
                break
    return drawn


def nearest(seeker: Record, records: Sequence[Record]) -> list[Record]:
    """Return the records of the same country whose names are nearest by letters, best first."""
    country = country_code(seeker.country)
    choices = [
        (" ".join(fold(name.text).words), record)
        for record in records
        if record.iri != seeker.iri and country_code(record.country) in (country, None)
        for name in record.names[:6]
        if not name.is_acronym
    ]
    wanted = " ".join(fold(seeker.label).words)
    found = process.extract(
        wanted, [text for text, _ in choices], scorer=fuzz.token_sort_ratio, limit=5
    )
    return [choices[number][1] for _, _, number in found]


def tell(drawn: Iterable[Drawn]) -> None:
    """Print what a reader needs to label each pair; for the eye only, not to be kept."""
    for number, one in enumerate(drawn, 1):
        print(f"{number}\t{one.part}\t{one.stratum}\t{one.size}\t{one.score}")
        for record in (one.one, one.other):
            texts = " / ".join(name.text for name in record.names[:6])
            where = f"{record.country} {record.place} {record.region or ''}"
            ids = " ".join(f"{i.scheme}:{i.value}" for i in record.identifiers[:4])
            key = _last(record.iri)
            print(f"\t{key}\t{texts}\t[{where}] {ids}")


@dataclass(frozen=True)
class Estimate:
    """What the labels say of the candidates at a threshold."""

    least: float
    precision: float
    recall_compared: float
    recall_known: float
    recall: float
    pairs: int


def read_labels(path: Path = LABELS) -> list[dict[str, str]]:
    """Read the labelled sample."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def estimate(made: Material, labels: Sequence[Mapping[str, str]], least: float = 0.8) -> Estimate:
    """Estimate precision and recall of the candidates from ``least`` on.

    A labelled pair weighs as many pairs as it stood for when it was drawn, so the estimate holds
    for later scores as well. ``recall_compared`` is over the pairs that scored 0.5 or more at the
    draw; ``recall_known`` over all pairs that share an identifier, whatever their names;
    ``recall`` lowers the first by the share of the latter that was not compared, or scored below.
    """
    right = wrong = missed = 0.0
    pairs = 0
    score_of = {frozenset(map(_last, pair)): score for pair, score in made.score_of.items()}
    for row in labels:
        if row["part"] != "scored":
            continue
        pairs += 1
        is_told = score_of.get(frozenset((row["one"], row["other"])), 0.0) >= least
        weight = float(row["weight"])
        if row["label"] == "same":
            right += weight * is_told
            missed += weight * (not is_told)
        else:
            wrong += weight * is_told
    scores = [made.score_of.get(frozenset((a.iri, b.iri)), 0.0) for a, b in made.known]
    compared = right / (right + missed)
    known = sum(score >= least for score in scores) / len(scores)
    reached = sum(score >= BANDS[-1] for score in scores) / len(scores)
    return Estimate(least, right / (right + wrong), compared, known, compared * reached, pairs)


def interval(
    made: Material, labels: Sequence[Mapping[str, str]], least: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the 95 % intervals of precision and recall_compared: strata drawn anew 1,000 times."""
    luck = random.Random(SEED)  # noqa: S311  # a sample, not a secret
    score_of = {frozenset(map(_last, pair)): score for pair, score in made.score_of.items()}
    strata: dict[str, list[tuple[float, bool, bool]]] = {}
    for row in labels:
        if row["part"] == "scored":
            told = score_of.get(frozenset((row["one"], row["other"])), 0.0) >= least
            strata.setdefault(row["stratum"], []).append(
                (float(row["weight"]), row["label"] == "same", told)
            )
    precisions, recalls = [], []
    for _ in range(1000):
        drawn = [one for pairs in strata.values() for one in luck.choices(pairs, k=len(pairs))]
        right = sum(weight for weight, is_same, told in drawn if is_same and told)
        precisions.append(right / sum(weight for weight, _, told in drawn if told))
        recalls.append(right / sum(weight for weight, is_same, _ in drawn if is_same))
    precisions.sort()
    recalls.sort()
    return (precisions[25], precisions[974]), (recalls[25], recalls[974])


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]


def main() -> None:
    """Draw the sample, or print the estimate."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--draw", action="store_true")
    chosen = parser.parse_args()
    made = material(chosen.data)
    if chosen.draw:
        tell(draw(made))
        return
    for least in (0.75, 0.8, 0.85, 0.9):
        print(estimate(made, read_labels(), least), interval(made, read_labels(), least))


if __name__ == "__main__":
    main()
