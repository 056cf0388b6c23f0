"""What is looked for first, because it costs little, never hides what the patterns would find."""

import pytest

from civic.analysis.around import Around, arounds
from civic.analysis.harms import suffers
from civic.analysis.mentions import Mention, tokens
from civic.analysis.merge import Draft
from civic.analysis.reading import Reading
from civic.analysis.roles import role_signs
from civic.analysis.writing import parts_in_writing

_NAME = "Ada Blenk"


def _around(before: str) -> tuple[Reading, Around]:
    text = f"{before} {_NAME} in the town of Zorb on the last day of May."
    reading = Reading.of(text)
    start = text.index(_NAME)
    return reading, arounds(reading, [Mention(start, start + len(_NAME), 0, _NAME, "person")])[0]


@pytest.mark.parametrize(
    "before",
    [
        "It shows the likeness of", "He made explicit fake images of", "They reported the arrest of the actor",
        "A caller impersonating", "It was falsely depicting", "The police detained", "A crowd harassed",
        "It was made by who scammed", "The firm misidentified", "She was wrongly flagged", "One of the victims named",
        "They dropped the charges against", "It names the accused", "It names the suspect, actor",
        "It is about the defendant", "It is about the plaintiff", "It names the patient", "It is of the survivor",
        "We saw a deepfaked", "We saw a deep fake", "There was fake AI", "It was an AI-generated",
        "Deep fakes that still show the voice and face as if this were", "A video that depicts everywhere a smiling",
        "A clip that portrays on every screen a smiling", "It had cloned in all of its many clips",
        "It superimposed on all of its many clips", "There were nonconsensual clips that still show",
    ],
)  # fmt: skip
def test_a_harm_is_seen_by_each_of_its_words(before: str) -> None:
    assert suffers(_around(before)[1])


@pytest.mark.parametrize(
    ("before", "part"),
    [
        ("We read a report written by", "author"), ("We read a new study from", "author"),
        ("He sent a quote attributable to", "quoted"), ("Here is a statement from:", "quoted"),
        ("Dear Mrs.", "addressed"), ("Yours sincerely,", "signs"), ("With regards", "signs"), ("It is signed", "signs"),
    ],
)  # fmt: skip
def test_a_part_in_writing_is_seen_by_each_of_its_words(before: str, part: str) -> None:
    assert list(parts_in_writing(_around(before)[1])) == [part]


@pytest.mark.parametrize(
    ("before", "sign"),
    [
        ("The firm was founded by", "owner"), ("It has a co-founder,", "owner"), ("Its owner and chair", "owner"),
        ("It has one investor,", "owner"), ("It has a backer", "owner"), ("Its shareholder", "owner"),
        ("Its financier", "owner"), ("Its funder", "owner"), ("It calls the venture capitalist", "owner"),
        ("The cameras are made by", "sells company"), ("They bought cameras from", "sells company"),
        ("The contract was awarded to", "sells company"), ("The town hired", "sells company"),
        ("The cameras are used by the", "uses company"), ("They were sold to a", "uses company"),
        ("It signed an agreement with an", "contracts company"),
    ],
)  # fmt: skip
def test_a_deal_or_an_owner_is_seen_by_each_of_its_words(before: str, sign: str) -> None:
    reading, one = _around(before)
    draft = Draft([one.mention], "name")
    assert sign in role_signs(reading, draft, [one], "company", ("", ""), speaks=False)


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. Department's AT&T deal, in 2026, cost O'Neil's firm_one C++ and state-of-the-art x+y.",
        "A.B. said 'no' -- the NHS's U.K.'s e-mail: a_b & c... I'm 3rd.",
        "_x &y 'z -w +v .u a' b- c+ d& E.F.G.H",
    ],
)
def test_words_of_plain_text_are_those_of_any_text(text: str) -> None:
    plain, other = (tokens(Reading.of(one).sentences[0]) for one in (text, f"{text} é"))
    assert plain == [word for word in other if word.text != "é"]
