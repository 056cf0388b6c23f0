"""Which stories are copies of each other, and what they are looked for by."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.duplicates import are_duplicates, normal_address, print_of
from civic.story import Story
from tests.civic.template_releases import FRAMES, releases

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEXT = (
    "Northgate council has paused a system that scored benefit claims for the risk of fraud after campaigners found "
    "that it flagged single parents three times as often as others. Officials said an audit would be published in "
    "spring, and that nobody would lose payments meanwhile. The supplier said the model had been tested for fairness."
)
STORY = Story("a", "Council pauses fraud scores", "https://one.example/news/scores", "One", "", AT,
              feed="https://one.example/feed", text=TEXT)  # fmt: skip
ELSEWHERE = replace(STORY, id="b", url="https://two.example/x", feed="https://two.example/feed", source="Two")


def are_copies(one: Story, other: Story) -> bool:
    first, second = print_of(one), print_of(other)
    assert are_duplicates(first, second) == are_duplicates(second, first)
    found = bool(set(first.hashes) & set(second.hashes))
    return found and are_duplicates(first, second)


@pytest.mark.parametrize(
    "address",
    [
        "http://one.example/news/scores",
        "https://www.one.example/news/scores/",
        "https://m.one.example/news/scores?utm_source=rss&utm_medium=feed",
        "https://amp.one.example/news/scores/amp",
        "https://one.example/news/scores.html#comments",
        "HTTPS://ONE.example:443/news/scores?fbclid=abc",
    ],
)
def test_an_address_is_one_whatever_counts_its_readers(address: str) -> None:
    assert normal_address(address) == "one.example/news/scores"


@pytest.mark.parametrize(
    "address",
    ["", "https://one.example", "https://www.one.example/?utm_source=x", "ftp://x.example/a", "http://[::1", "x"],
)
def test_a_front_page_is_no_address_of_a_story(address: str) -> None:
    assert normal_address(address) == ""


def test_what_an_address_asks_for_tells_stories_apart() -> None:
    assert normal_address("https://x.example/?p=1") != normal_address("https://x.example/?p=2")
    assert normal_address("https://x.example/a?b=2&a=1") == normal_address("https://x.example/a?a=1&b=2&gclid=3")


def test_the_same_text_under_another_headline_is_a_copy() -> None:
    assert are_copies(STORY, replace(ELSEWHERE, title="Benefit model halted after bias found"))


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:150] + " …",
        "By Ada Reporter. "
        + TEXT
        + " The post Council pauses fraud scores appeared first on Two. Sign up for our news.",
        TEXT.replace("Officials", "Councillors").replace("meanwhile", "until then").replace("spring", "April"),
        TEXT.upper(),
        TEXT.replace(" ", "\n"),
    ],
)
def test_a_text_that_was_cut_framed_or_edited_is_a_copy(text: str) -> None:
    assert are_copies(STORY, replace(ELSEWHERE, text=text))


@pytest.mark.parametrize(
    "title",
    ["Exclusive: Council pauses fraud scores", "Council pauses fraud scores - The Two", "COUNCIL PAUSES Fraud Scores"],
)
def test_labels_of_headlines_do_not_count(title: str) -> None:
    short = replace(STORY, text="", url="")
    assert are_copies(short, replace(short, id="b", title=title, feed="https://two.example/feed"))


def test_what_is_too_far_apart_is_no_copy_unless_it_has_the_address() -> None:
    later = replace(ELSEWHERE, published=AT + timedelta(days=9))
    assert not are_copies(STORY, later)
    assert are_copies(STORY, replace(later, url=STORY.url))


def test_notices_of_one_feed_from_one_form_are_not_copies() -> None:
    form = "Service status for {}: the online form is unavailable from 10 pm until 2 am while the supplier updates it. "
    one = replace(STORY, title="Service status: parking", text=form.format("parking permits"), url="")
    assert not are_copies(one, replace(one, id="b", title="Service status: housing", text=form.format("housing")))


def test_entries_of_a_feed_that_all_link_to_one_page_are_told_by_their_words() -> None:
    other = replace(STORY, id="b", title="Tablets for schools", text="Pupils get tablets next year, says a minister.")
    assert not are_copies(STORY, other)
    assert are_copies(STORY, replace(STORY, id="b", text=TEXT + " Updated with a figure."))


def test_parts_of_a_page_and_daily_items_without_a_text_are_no_copies() -> None:
    other = replace(ELSEWHERE, url=STORY.url + "#later", title="Tablets for schools", text="Pupils get new tablets.")
    assert not are_copies(STORY, other)
    daily = replace(STORY, title="Today in the council chamber at noon", text="", url="")
    assert not are_copies(daily, replace(daily, id="b", published=AT + timedelta(days=1)))


def test_scripts_without_spaces_are_compared_by_pairs_of_characters() -> None:
    text = (
        "市政府宣布暂停使用一种用于评估福利申请欺诈风险的系统,此前活动人士发现该系统标记单亲父母的频率是其他人的三倍。"
    )
    other = "教育部明年将为农村学校提供新的平板电脑,费用由专项基金支付,教师工会要求公布与制造商签订的合同内容。"
    one = replace(STORY, title="市政府暂停欺诈评分", text=text, url="")
    assert are_copies(one, replace(ELSEWHERE, title="福利评分系统被叫停", text=text))
    assert not are_copies(one, replace(ELSEWHERE, title="学校平板电脑", text=other))


@pytest.mark.parametrize("feeds", [1, 6], ids=["one feed", "six feeds"])
@pytest.mark.parametrize("frame", range(len(FRAMES)))
def test_releases_of_one_frame_with_other_names_and_figures_are_no_copies(frame: int, feeds: int) -> None:
    assert not [pair for pair in combinations(releases(frame, 6, feeds=feeds), 2) if are_copies(*pair)]


@pytest.mark.parametrize("frame", range(len(FRAMES)))
def test_one_release_of_a_frame_is_a_copy_of_itself_elsewhere(frame: int) -> None:
    for one in releases(frame, 6, feeds=6):
        other = replace(one, id="x", url="https://other.example/x", feed="https://other.example/rss")
        first, _, rest = one.text.partition(". ")
        for text in (one.text[:200] + " …", f"By Ada Reporter. {one.text}", f"{first} today. {rest}",
                     one.text.replace("said", "told reporters").replace("will", "shall")):  # fmt: skip
            assert are_copies(one, replace(other, text=text))
        assert are_copies(one, replace(other, title="What it means for you"))


@given(
    st.builds(Story, id=st.just("x"), title=st.text(max_size=80), url=st.text(max_size=60), text=st.text(max_size=400))
)
def test_any_story_has_a_print_and_is_a_copy_of_itself(story: Story) -> None:
    print_ = print_of(story)
    assert print_of(story) == print_
    assert all(0 <= mark < 2**63 for mark in print_.hashes)
    if len(print_.words) >= 8:
        assert are_duplicates(print_, print_)
