"""Which sentences become evidence of a concern: few, and none that tells nothing or the contrary."""

import pytest

from civic.analysis.concerns import suggest
from civic.analysis.evidence import chosen, tells_nothing
from civic.analysis.reading import Reading, Sentence


def sentence(text: str) -> Sentence:
    return Reading.of(f"The town bought cameras in May of this year.\n\n{text}").sentences[-1]


@pytest.mark.parametrize(
    "text",
    [
        "Make no mistake, this is the biggest change to parking in years.",
        "It would be like comparing apples with oranges, the mayor said.",
        "The firm said it takes the findings of the audit extremely seriously.",
        "Handling personal data",
        "(2) No person may cause or aid, abet, counsel or procure the making of a false record.",
        "After the talk people had fewer worries about the safety of their data.",
        "An audit of the trial found no evidence of bias in its results.",
        "Fears of a leak were overblown, according to the firm.",
    ],
)
def test_what_tells_nothing_or_denies_a_harm_is_no_evidence(text: str) -> None:
    assert tells_nothing(sentence(text))


@pytest.mark.parametrize(
    "text",
    [
        "There was no risk assessment before the cameras were switched on.",
        "There is no evidence that the cameras have helped anybody.",
        "Nobody checked without a complaint procedure whether matches were right.",
        "White defendants were given lower risk scores for the same deeds.",
        "The police did not take the error seriously, and kept her in a cell for three nights, though the picture, as"
        " two officers had said from the start, showed somebody else.",
        "* Wrong arrests",
    ],
)
def test_what_is_missing_or_went_wrong_stays_evidence(text: str) -> None:
    assert not tells_nothing(sentence(text))


NONE = frozenset[int]().__contains__


def test_a_second_sentence_is_evidence_only_where_it_is_nearly_as_good() -> None:
    assert chosen(NONE, [0.9, 0.88, 0.6], [0, 1, 2]) == [0, 1]
    assert chosen(NONE, [0.5, 0.4, 0.3], [0, 1, 2]) == [0]
    assert chosen(NONE, [0.9, 0.9, 0.9], [2, 1, 0]) == [2, 1, 0]
    assert chosen({2}.__contains__, [0.7, 0.6, 0.9], [2, 0, 1]) == [0, 1]


def test_where_no_sentence_tells_anything_the_best_one_stands_for_it() -> None:
    assert chosen({0, 1}.__contains__, [0.2, 0.9], [1, 0]) == [1]


def test_a_story_shows_the_deed_and_not_its_denial() -> None:
    text = (
        "The council scanned the faces of shoppers without their consent. There were no privacy concerns, the council"
        " said. It makes no mistake about surveillance. The market has forty stalls. Traders sell bread and fruit."
        " The scanners will stay until the end of the year. A bus stops nearby."
    )
    privacy = next(one for one in suggest(Reading.of(text, "Shoppers scanned")) if one.concern == "privacy")
    assert privacy.suggested
    assert privacy.evidence[0].span.text.startswith("The council scanned")
    assert not any("no privacy concerns" in one.span.text for one in privacy.evidence)
