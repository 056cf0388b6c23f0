"""What is found by what is typed: words of names and definitions, own tags in any script, and slips apart."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.codebook import CONCERNS, DEFAULT, Codebook, slug
from civic.tag_search import Rank, TagSearch, folded, tag_meant

OWN = (
    "gdpr", "facial-recognition", "café", "監控系統", "приватность", "الخصوصية", "얼굴인식", "5g-masts", "article22",
    "straße",
)  # fmt: skip
SEARCH = TagSearch(DEFAULT, OWN)


@dataclass(frozen=True)
class Row:
    """What is typed, the tags that are found first, the tag that it makes, and what is near where nothing is found."""

    typed: str
    first: Sequence[str] = ()
    new: str = ""
    near: Sequence[str] = ()

    def __str__(self) -> str:
        return self.typed


TABLE = (
    # words of definitions
    Row("consent", ["privacy"], "consent"),
    Row("no consent", ["privacy"], "no-consent"),
    Row("children", ["safety"], "children"),
    Row("oversight", ["accountability"], "oversight"),
    Row("deepf", ["misinformation"], "deepf"),
    Row("copyright", ["ownership"], "copyright"),
    Row("screen reader", ["access"], "screen-reader"),
    # names
    Row("privacy", ["privacy"]),
    Row("Privacy & Surveillance", ["privacy"]),
    Row("PRIV", ["privacy"], "priv"),
    Row("surv", ["privacy"], "surv"),
    Row("surveillance and priv", ["privacy"], "surveillance-priv"),
    Row("false", ["misinformation"], "false"),
    Row("ｐｒｉｖ", ["privacy"]),
    # own tags, in any script
    Row("gdpr", ["gdpr"]),
    Row("gd", ["gdpr"], "gd"),
    Row("recog", ["facial-recognition"], "recog"),
    Row("facialrec", ["facial-recognition"], "facialrec"),
    Row("Facial Recognition", ["facial-recognition"]),
    Row("cafe", ["café"], "cafe"),
    Row("Cafe\u0301", ["café"]),
    Row("STRASSE", ["straße"]),
    Row("系統", ["監控系統"], "系統"),
    Row("監控系統", ["監控系統"]),
    Row("Прив", ["приватность"], "прив"),
    Row("الخ", ["الخصوصية"], "الخ"),
    Row("얼굴", ["얼굴인식"], "얼굴"),
    Row("인식", ["얼굴인식"], "인식"),
    Row("5g", ["5g-masts"], "5g"),
    Row("article22", ["article22"]),
    # what is none of these makes a tag; what is spelt alike is only asked about
    Row("gdprx", [], "gdprx", ["gdpr"]),
    Row("gdpr2", [], "gdpr2", ["gdpr"]),
    Row("pirvacy", [], "pirvacy", ["privacy"]),
    Row("contest", [], "contest", ["misinformation"]),
    Row("приваность", [], "приваность", ["приватность"]),
    Row("zzz", [], "zzz"),
    Row("no", [], "no"),
    Row("", []),
    Row("???", []),
)


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_what_is_found(row: Row) -> None:
    found = SEARCH.find(row.typed)
    assert [hit.tag for hit in found.hits[:1]] == list(row.first)
    assert found.near[: len(row.near)] == tuple(row.near)
    assert bool(found.near) == bool(row.near)
    if row.typed.isascii():
        assert found.new == row.new
    assert bool(found.new) == (bool(slug(row.typed)) and not any(hit.rank is Rank.EXACT for hit in found.hits))


def test_why_a_definition_fits_is_said() -> None:
    assert {hit.tag: hit.why for hit in SEARCH.find("consent").hits} == {"privacy": "no consent"}


def test_what_does_not_count_leads_nowhere() -> None:
    """ "a lack of consent for data (privacy)" stands under human agency, "honest error" under fake content."""
    assert "autonomy" not in [hit.tag for hit in SEARCH.find("consent").hits]
    assert "misinformation" not in [hit.tag for hit in SEARCH.find("honest").hits]


def test_an_exact_name_stands_before_all_that_begin_so() -> None:
    search = TagSearch(DEFAULT, ["bias-in-courts", "bia", "bias"])
    assert [hit.tag for hit in search.find("bia").hits][:3] == ["bia", "bias-in-courts", "bias"]
    assert search.find("bias").hits[0].tag == "bias"


def test_names_stand_before_definitions_and_those_alike_in_the_order_given() -> None:
    search = TagSearch(DEFAULT, ["training-data", "data-b", "data-a"])
    found = [hit.tag for hit in search.find("data").hits]
    assert found[:4] == ["data-b", "data-a", "training-data", "privacy"]


def test_a_tag_that_was_renamed_is_found_by_its_old_name() -> None:
    codebook = Codebook(was=(("gdpr", ("dsgvo",)),))
    assert tag_meant("DSGVO", codebook) == "gdpr"
    assert TagSearch(codebook, ["gdpr"]).find("dsgvo").new == ""


def test_of_many_tags_the_nearest_are_found() -> None:
    search = TagSearch(DEFAULT, [f"tag-{number}-of-many" for number in range(1000)])
    assert search.find("tga-512-of-mnay").near[0] == "tag-512-of-many"


NAMES = [concern.id for concern in CONCERNS] + [concern.label for concern in CONCERNS] + list(OWN)


@given(st.sampled_from(NAMES), st.sampled_from([str.upper, str.title, str.swapcase, str]), st.data())
def test_a_name_is_found_first_in_any_case_and_every_beginning_of_it_finds_it(
    name: str, case: type[str], data: st.DataObject
) -> None:
    tag = tag_meant(name, DEFAULT)
    typed = case(name)
    assert SEARCH.find(typed).hits[0].tag == tag
    begin = typed[: data.draw(st.integers(1, len(typed)))]
    if folded(begin).strip():
        assert tag in [hit.tag for hit in SEARCH.find(begin).hits]


@given(st.text(max_size=60))
def test_whatever_is_typed_never_means_what_is_merely_alike(typed: str) -> None:
    found = SEARCH.find(typed)
    assert not (found.hits and found.near)
    assert len({hit.tag for hit in found.hits} | {found.new}) == len(found.hits) + 1 or not found.new
    assert [hit.rank for hit in found.hits] == sorted(hit.rank for hit in found.hits)
    assert found.near == () or found.new or not slug(typed)


@given(st.text(max_size=40))
def test_folding_is_the_same_for_all_forms_of_unicode(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))
    assert folded(folded(text)) == folded(text)
