from hypothesis import given
from hypothesis import strategies as st

from civic.analysis.analyse import analyse
from civic.codebook import CONCERNS, Codebook, Concern

HOUSING = Concern("housing", "Housing", "", "", "")
OWN = Codebook((*CONCERNS, HOUSING), (("housing", ("eviction", "social housing")),))
PLAIN = (
    "The town opened a library. Its rooms are bright. Children read there. The mayor cut a ribbon. Cake was served. "
)


def test_a_concern_of_ones_own_is_suggested_where_a_keyword_stands_with_its_sentence() -> None:
    sentence = "Evictions rose as social housing was sold."
    found = analyse(PLAIN + sentence, codebook=OWN).concerns[-1]
    assert (found.concern, found.suggested) == ("housing", True)
    assert [one.span.text for one in found.evidence] == [sentence]
    assert found.why == ("evictions", "social housing")


def test_it_is_not_suggested_where_none_stands_though_half_a_phrase_does() -> None:
    found = analyse(PLAIN + "A social evening followed.", codebook=OWN).concerns[-1]
    assert (found.concern, found.score, found.suggested) == ("housing", 0.0, False)


def test_each_passage_more_makes_it_surer() -> None:
    one, two = (analyse(PLAIN + "An eviction came. " * count, codebook=OWN).concerns[-1].score for count in (1, 2))
    assert 0.5 <= one < two < 1


def test_own_keywords_count_in_every_language_where_nothing_else_does() -> None:
    text = "Der Stadtrat beschloss gestern die Räumung der Häuser. Die Räumung beginnt im Mai, sagte der Bürgermeister."
    codebook = Codebook((*CONCERNS, HOUSING), (("housing", ("Räumung",)),))
    assert [one.concern for one in analyse(text, lang="de", codebook=codebook).suggested] == ["housing"]


def test_keywords_add_to_a_concern_of_the_house_and_take_nothing_from_it() -> None:
    codebook = Codebook(keywords=(("power", ("tender",)),))
    text = PLAIN + "A tender was called. The tender closed. The cameras invade privacy."
    with_own, without = analyse(text, codebook=codebook), analyse(text)
    assert "power" in {one.concern for one in with_own.suggested}
    others = [[one for one in found.concerns if one.concern != "power"] for found in (with_own, without)]
    assert others[0] == others[1]


def test_a_concern_that_is_switched_off_is_left_out_and_the_rest_stay() -> None:
    codebook = Codebook(tuple(concern for concern in CONCERNS if concern.id != "privacy"))
    text = PLAIN + "The cameras put people under mass surveillance without consent."
    assert [one.concern for one in analyse(text, codebook=codebook).concerns] == [
        one.concern for one in analyse(text).concerns if one.concern != "privacy"
    ]


def test_a_concern_that_has_sunk_is_ranked_but_not_suggested() -> None:
    text = PLAIN + "The cameras put people under mass surveillance without consent."
    assert "privacy" in {one.concern for one in analyse(text).suggested}
    sunk = next(
        one
        for one in analyse(text, codebook=Codebook(sunk=frozenset({"privacy"}))).concerns
        if one.concern == "privacy"
    )
    assert not sunk.suggested
    assert 0 < sunk.score < 0.5
    assert sunk.evidence


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=5))
def test_any_keywords_on_any_text_give_evidence_that_reproduces(text: str, keywords: list[str]) -> None:
    codebook = Codebook((*CONCERNS, HOUSING), (("housing", tuple(keywords)),))
    for one in analyse(text, codebook=codebook).concerns:
        assert all(text[each.span.start : each.span.end] == each.span.text for each in one.evidence)
