"""What a later version of a story says that is really new."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.judgement import READ
from civic.news import new_sentences, news_of, unread_again
from civic.operation import Operation
from civic.story import Story

TEXT = (
    "Northgate council has paused a system that scored benefit claims for the risk of fraud. Campaigners found that it "
    "flagged single parents three times as often as others. Jonas Lind said that an audit would be published in "
    "spring.\n\n"
    "Read more: https://one.example/a?utm_source=feed1"
)
STORY = Story("a", "Council pauses fraud scores", text=TEXT, summary="A council pauses a system of scores.")


@pytest.mark.parametrize(
    "after",
    [
        STORY,
        replace(STORY, text=TEXT.replace(". ", ".\n\n").replace("single parents", "single  parents")),
        replace(STORY, text=TEXT.replace("utm_source=feed1", "utm_source=feed2&session=8f2k3k4l5")),
        replace(STORY, text=TEXT.replace("one.example/a?utm_source=feed1", "two.example/2026/11/new-page")),
        replace(STORY, text=f"{STORY.summary} {TEXT}"),
        replace(STORY, text=STORY.summary, summary=TEXT),
        replace(STORY, text=" ".join(reversed(TEXT.split(". ")))),
        replace(STORY, text=TEXT.replace("three times", "four times")),
        replace(STORY, text=TEXT.replace("Jonas Lind", "Tom Gale")),
        replace(STORY, text=TEXT.replace("paused", "payused")),
        replace(STORY, text=TEXT.upper(), title=STORY.title.upper()),
        replace(STORY, text=TEXT[:90]),
        replace(STORY, text=f"{TEXT} Updated at 12:30."),
        replace(STORY, text=f"{TEXT} 12 comments"),
        replace(STORY, title="Updated: Council pauses fraud scores"),
    ],
    ids=["same", "spaces", "tracking", "link", "teaser before", "teaser moved", "order", "figure", "name", "typo",
         "case", "cut", "time", "comments", "label"],
)  # fmt: skip
def test_a_small_change_is_no_news(after: Story) -> None:
    assert new_sentences(STORY, after) == ()


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (
            replace(STORY, text=f"{TEXT}\nOn Friday the minister ordered all councils to stop using it."),
            "On Friday the minister ordered all councils to stop using it.",
        ),
        (
            replace(STORY, text=TEXT.replace("Jonas", "A judge found the system unlawful at the weekend. Jonas")),
            "A judge found the system unlawful at the weekend.",
        ),
        (replace(STORY, title="Minister bans scoring of claims in all councils"),
         "Minister bans scoring of claims in all councils"),
        (replace(STORY, text=f"{TEXT}\n\n市政府宣布暂停使用一种系统。"), "市政府宣布暂停使用一种系统。"),
    ],
)  # fmt: skip
def test_a_sentence_of_new_words_is(after: Story, said: str) -> None:
    assert new_sentences(STORY, after) == (said,)


def test_a_whole_text_in_place_of_its_beginning_is_news() -> None:
    assert len(new_sentences(replace(STORY, text=TEXT[:60]), STORY)) == 2


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60))
def test_nothing_is_new_in_what_was_there(text: str, other: str, title: str) -> None:
    before = Story("a", title, text=text)
    assert new_sentences(before, replace(before, text=f"  {text}  ")) == ()
    assert new_sentences(replace(before, summary=other), replace(before, text=other, summary=text)) == ()
    for said in new_sentences(before, replace(before, text=other)):
        assert "\n" not in said


def test_the_operation_says_what_is_new_and_comes_back_from_json() -> None:
    at = datetime(2026, 11, 20, 12, tzinfo=UTC).isoformat(timespec="microseconds")
    read = Operation("1", "a", READ, True, None, at, "me")
    made = unread_again(read, ("It was stopped.", "x" * 500), at, 3)
    assert (made.story, made.field, made.value, made.was, made.who, made.n) == ("a", READ, None, True, "me", 3)
    assert news_of(made).startswith("It was stopped. … xxx")
    assert len(news_of(made)) <= 240
    assert news_of(Operation.from_json(made.to_json())) == news_of(made)
    assert news_of(read) == ""
    assert unread_again(read, ("Another thing.",), at, 3).id != made.id
