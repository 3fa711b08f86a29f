"""What lists write differently without meaning anything by it is folded away."""

from __future__ import annotations

import pytest

from clustergraph.linking.folding import fold, fold_place, letters

ALIKE = [
    ("Technische Universität Dresden", "TECHNISCHE UNIVERSITAET DRESDEN"),
    ("Technische Universität Dresden", "TU Dresden"),
    ("Technische Universität Dresden", "Technical University of Dresden"),
    ("Université de Genève", "Universität Genf"),
    ("Łódzka Agencja Rozwoju Regionalnego S.A.", "LODZKA AGENCJA ROZWOJU REGIONALNEGO SA"),
    ("Åbo Akademi", "ABO AKADEMI"),
    ("Industrie- und Handelskammer Dresden", "IHK Dresden"),
    ("Straßenbau Müller GmbH & Co. KG", "STRASSENBAU MUELLER GMBH & CO KG"),
    ("Karlsruhe Institute of Technology (KIT)", "Karlsruhe Institute of Technology"),
]

FORMS = [
    ("Silicon Saxony e. V.", "ev"), ("biosaxony e.V.", "ev"), ("Alpha eingetragener Verein", "ev"),
    ("Alpha Ges.m.b.H.", "gmbh"), ("Alpha Gesellschaft m.b.H.", "gmbh"), ("ALPHA GMBH", "gmbh"),
    ("Alpha gemeinnützige GmbH", "ggmbh"), ("Alpha gGmbH", "ggmbh"),
    ("Alpha GmbH & Co. KG", "gmbh-co-kg"), ("Alpha UG (haftungsbeschränkt)", "ug"),
    ("Alpha AG", "ag"), ("Alpha S.p.A.", "spa"), ("Alpha S.r.l.", "srl"), ("Alpha SARL", "sarl"),
    ("Alpha Sp. z o.o.", "spzoo"), ("Alpha s.r.o.", "sro"), ("Alpha Oy", "oy"), ("Alpha Oyj", "oy"),
    ("Alpha ry", "ry"), ("Oy Alpha Ab", "oy"), ("Alpha B.V.", "bv"), ("Alpha Limited", "ltd"),
    ("Alpha Ltd.", "ltd"), ("Alpha, Inc.", "inc"), ("Alpha Kft.", "kft"), ("Alpha d.o.o.", "doo"),
    ("Alpha Lda.", "lda"), ("Alpha OG", "ohg"), ("Alpha e.U.", "ek"), ("Alpha GbR", "gbr"),
    ("Alpha ASBL", "asbl"), ("Alpha VZW", "asbl"), ("Alpha A/S", "as"), ("Alpha AB", "ab"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_one_name_fold_to_the_same_words(one: str, other: str) -> None:
    """Umlauts, capitals, languages, short forms and brackets are one."""
    assert set(fold(one).words) == set(fold(other).words)


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_the_legal_form_is_taken_out(name: str, form: str) -> None:
    """The form is known, and the words are what is left."""
    folded = fold(name)
    expected = ("biosaxony",) if "bio" in name else ("silicon", "saxony")
    assert folded.words == (("alpha",) if "alpha" in name.lower() else expected)
    assert folded.form == form


def test_a_name_that_is_only_a_legal_form_is_kept() -> None:
    """Nothing is folded to nothing."""
    assert fold("SE").words == ("se",)
    assert fold("AS").form is None
    assert fold("!").words == ()


def test_glued_words_have_the_same_letters() -> None:
    """A gap that the extraction of a PDF lost changes no letter."""
    assert (
        fold("Technische UniversitätDresden").glued == fold("Technische Universität Dresden").glued
    )


def test_short_forms_in_brackets_are_known() -> None:
    """The short form is no word of the name."""
    folded = fold("Zentrum für Energie (ZfE)")
    assert folded.short == {"zfe"}
    assert "zfe" not in folded.words
    assert fold("Alpha (Sachsen)").short == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [("München", "MUENCHEN"), ("Wien", "Vienna"), ("Dresden, Stadt", "DRESDEN"),
     ("Paris cedex 14", "Paris"), ("Köln", "Cologne")],
)  # fmt: skip
def test_towns_have_one_name(one: str, other: str) -> None:
    """Languages, post codes and what an office adds are one."""
    assert fold_place(one) == fold_place(other)


def test_other_scripts_stay_as_they_are() -> None:
    """Nothing is transliterated: ROR mostly has a Latin name as well."""
    assert fold("東京大学").words == ("東京大学",)
    assert letters("Αθήνα") == "αθηνα"
