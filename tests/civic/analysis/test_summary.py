import pytest

from civic.analysis.alone import tells_of_the_hurt
from civic.analysis.reading import Reading
from civic.analysis.summary import summarise, told_as_news, usable_sentences

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


def test_where_no_sentence_stands_alone_the_first_is_told() -> None:
    text = "Scanners leave all our schools. They had watched the pupils. It saves the council 40,000 pounds a year."
    assert summary(text, "The council saves 40,000 pounds a year") == ["Scanners leave all our schools."]


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


def test_news_leads_with_its_opening_and_what_adds_most_to_it() -> None:
    news = (
        "The council voted on Tuesday to end its contract for face scanners. It was a long and rainy day. The scanners"
        " had misread the faces of pupils in six schools. Cake was served. Rain fell on the roof. Pupils from six"
        " schools came to sing. The faces of scanners were dark. Schools in the north open later."
    )
    assert summary(news, "Council ends contract for face scanners") == [
        "The council voted on Tuesday to end its contract for face scanners.",
        "The scanners had misread the faces of pupils in six schools.",
    ]


def test_a_personal_text_comes_to_its_point_where_it_likes() -> None:
    post = (
        "I have been thinking a lot lately. We all like cake, don't we? You know how it is. The council's face"
        " scanners misread the faces of 200 pupils in the schools of Essex. I went for a walk. I will write more soon."
        " We should end the contract for face scanners in the schools of Essex."
    )
    assert summary(post, "Face scanners in the schools of Essex") == [
        "The council's face scanners misread the faces of 200 pupils in the schools of Essex.",
        "We should end the contract for face scanners in the schools of Essex.",
    ]


def test_who_speaks_in_a_quotation_makes_no_text_personal() -> None:
    news = "The council ended its contract. “We are glad,” said Ann Lee. “I never liked it,” said Bo Day."
    assert told_as_news(usable_sentences(Reading.of(news)))
    assert not told_as_news(usable_sentences(Reading.of(f"{news} I was there when they did it.")))


NEWS = (
    "The council voted on Tuesday to end its contract for face scanners in schools. {} The contract for the scanners"
    " had cost 2.3 million pounds since the schools got them. Cake was served. Parents had asked for the vote. Rain"
    " fell on the roof of the hall. It was a very long day for all of them."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "You can find the introduction to the series on face scanners in schools and the council's contract elsewhere.",
        "But the council and the schools had a contract for scanners that cost parents millions of pounds.",
        "Here the schools and their face scanners had won the council's contract, and parents lost the vote.",
        "The hardest part was the contract of the council for the face scanners in schools, which parents hated.",
        "For example, the council and the schools signed a contract for face scanners that parents hated.",
        "Both had signed the contract of the council for the face scanners in schools, which parents hated.",
    ],
)
def test_what_points_elsewhere_or_goes_on_from_what_is_left_out_opens_no_summary(sentence: str) -> None:
    text = f"{sentence} {NEWS.format('Parents cheered in the hall for a while, and a dog barked at them.')}"
    assert sentence not in summary(text, "Council ends contract for face scanners in schools that parents hated")


@pytest.mark.parametrize(
    "sentence",
    [
        "Two patients had died after the scanners sent them to the wrong ward in March.",
        "A boy was badly injured by a gate that one of them had shut in March.",
        "Eleven of them were killed when the gate of a hall stayed shut in March.",
    ],
)
def test_a_summary_tells_of_the_dead_and_the_injured(sentence: str) -> None:
    assert sentence in summary(NEWS.format(sentence), "Council ends contract for face scanners in schools")


def test_what_could_hurt_somebody_is_no_news_of_it() -> None:
    might = Reading.of(
        "Critics feared that people might be killed by the gates one day. Two people were killed by them."
    )
    assert [tells_of_the_hurt(sentence) for sentence in might.sentences] == [False, True]
