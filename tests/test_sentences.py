"""One neutral sentence for each claim: never more than its row says."""

import re

import pytest

from geo.sentences import lead, sentence, speaker
from geo.vocabulary import Stance

NOUNS = {
    "asserts": ("assertion", "affirmation"),
    "denies": ("denial", "démenti"),
    "cannot-confirm": ("cannot be confirmed", "ne peut être confirmé"),
    "speculates": ("speculation", "supposition"),
    "forecast": ("forecast", "prévision"),
}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_sentence_names_its_speaker_stance_and_dates_and_adds_only_the_summary(
    atlas, lang
):
    published = atlas.sources["published"].to_dict()
    for row in atlas.claims.to_dict("records"):
        told = sentence(row, lang, published=published[row["source"]])
        by = (row["attributed_to_fr"] if lang == "fr" else "") or row["attributed_to"]
        assert told.startswith(f"{by}, ")
        assert NOUNS[row["stance"]][lang == "fr"] in told
        head = told.removesuffix(row[f"summary_{lang}"])
        assert head != told  # the summary is the whole of what follows
        allowed = [row["as_of"], row["when"], published[row["source"]]]
        years = set(re.findall(r"\b(?:1[89]|20)\d\d\b", head.removeprefix(by)))
        given = {year for cell in allowed for year in _years(cell)}
        assert years <= given, row["id"]


def _years(cell: str) -> list[str]:
    found = re.findall(r"\d[\dX]{3}", cell)
    return [one.replace("X", "0") for one in found]


def test_every_stance_has_a_noun_and_none_sounds_weaker_for_its_number():
    leads = {one: lead({"stance": one, "attributed_to": "N"}, "en") for one in Stance}
    assert len(set(leads.values())) == len(Stance)
    assert leads[Stance.DENIES] == "N, denial (date not reported):"


def test_the_date_of_the_source_stands_in_only_where_the_claim_has_no_date_of_its_own():
    row = {"stance": "asserts", "attributed_to": "N", "as_of": "2024-05-01"}
    assert "2023" not in lead(row, "en", published="2023")
    assert lead(row | {"as_of": ""}, "fr", published="2023") == (
        "N, affirmation (source : 2023) :"
    )


def test_the_speaker_is_as_the_document_names_them():
    row = {"attributed_to": "White House", "attributed_to_fr": "Maison-Blanche"}
    assert (speaker(row, "en"), speaker(row, "fr")) == ("White House", "Maison-Blanche")
    assert speaker({"attributed_to": "White House"}, "fr") == "White House"
