import pytest

from civic.analysis.reading import Reading
from civic.analysis.summary import summarise

STORY = (
    "By Jo Doe, 3 May 2026\n\nThe council voted on Tuesday to end its contract for face scanners in schools. Cake was"
    " served to everybody in the room. The contract for the scanners had cost 2.3 million pounds since the schools got"
    " them in 2021.\n\nRead more: our guide to scanners\n\nParents had asked for the vote on the scanners. Rain fell on"
    " the roof of the hall. It was a very long day. Sign up for our newsletter to read more about scanners in schools."
)


def summary(text: str, title: str = "", lang: str = "") -> list[str]:
    return [span.text for span in summarise(Reading.of(text, title, lang))]


def test_two_sentences_in_their_order_that_speak_of_the_title() -> None:
    found = summary(STORY, "Council ends contract for face scanners in schools")
    assert len(found) == 2
    assert found[0].startswith("The council voted")
    assert STORY.index(found[0]) < STORY.index(found[1])


def test_a_text_under_six_sentences_gets_one() -> None:
    assert summary("The council ended its contract. It had cost a lot. Nobody minded.") == [
        "The council ended its contract."
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our newsletter to get this every week.",
        "Read more about the council and its scanners here.",
        "Follow us on our channels for the council's news.",
        "© 2026 The Council News. All rights reserved by us.",
        "For more information write to press@council.example today.",
    ],
)
def test_boilerplate_is_left_out_wherever_it_stands(line: str) -> None:
    news = "The council ended its contract for scanners in May."
    assert summary(f"{line} {news} {line}", "The council and its scanners") == [news]


def test_headings_are_taken_where_there_is_no_prose() -> None:
    assert summary("Council ends contract") == ["Council ends contract"]
