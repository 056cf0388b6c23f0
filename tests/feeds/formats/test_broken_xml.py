"""XML that authors broke by hand, mended before it is read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.jsonvalue import JsonValue
from feeds.formats.broken_xml import with_characters, without_broken_off
from feeds.formats.worker import answers
from tests.feeds.samples import atom, item, rdf, rss


@pytest.mark.parametrize(
    ("written", "text", "lost"),
    [
        ("&#xD83D;&#xDE00;", "😀", 0),
        ("&#55357;&#56832;", "😀", 0),
        ("&amp;#xD83D;&amp;#xDE00;", "😀", 0),
        ("&#xD800;", "\ufffd", 1),
        ("&#xDE00;&#xD83D;", "\ufffd\ufffd", 2),
        ("&#x110000;", "\ufffd", 1),
        ("&#0;", "\ufffd", 1),
        ("&#x1F", "\ufffd", 1),
        ("&#xFFFE;", "\ufffd", 1),
        (f"&#{'9' * 5000};", "\ufffd", 1),
        ("&#x0000000000041;&#233;&#x1F600;&#10;", "&#x0000000000041;&#233;&#x1F600;&#10;", 0),
        ("A & B #1 &amp;#0; &copy;", "A & B #1 &amp;#0; &copy;", 0),
    ],
)
def test_a_reference_names_a_character_that_there_is(written: str, text: str, lost: int) -> None:
    assert with_characters(f"a {written} b") == (f"a {text} b", lost)


@given(st.integers(0, 0x120000), st.integers(0, 0x120000), st.sampled_from(["", ";"]))
def test_no_number_stops_a_feed(one: int, two: int, end: str) -> None:
    odd = f"&#{one}{end}&#x{two:x}{end}"
    body = rss([item(1), item(2, description="Odd @ it is").replace("@", odd)])
    found = list(answers({"job": "feed", "base": "https://h.example/f", "type": "", "feed": "f", "source": ""}, body))
    assert [answer["item"]["title"] for answer in found[:-1]] == ["Story 1", "Story 2"]  # type: ignore[index,call-overload]


@pytest.mark.parametrize("odd", ["&#xD800;", "&#x110000;", "&#0;"])
def test_what_names_no_character_is_told(odd: str) -> None:
    body = rss([item(1, description="Odd @ it is").replace("@", odd)])
    found = list(answers({"job": "feed", "base": "https://h.example/f", "type": "", "feed": "f", "source": ""}, body))
    done = found[-1]["done"]
    assert isinstance(done, dict)
    assert "1 of its characters is given by a number that no character has" in str(done["warning"])


REQUEST = {"job": "feed", "base": "https://h.example/f", "type": "", "feed": "f", "source": ""}
TITLE_FIRST = "<item><title>Audit {0}</title><link>https://g.example/{0}</link><guid>g{0}</guid></item>"
ENTRY = (
    '<entry><title>Audit {0}</title><link href="https://g.example/{0}"/><id>e{0}</id>'
    "<content>A &lt;b/></content></entry>"
)


def items(body: bytes, known: str = "{}") -> list[dict[str, JsonValue]]:
    found = answers({**REQUEST, "known": known}, body)
    return [dict(answer["item"]) for answer in found if isinstance(answer.get("item"), dict)]  # type: ignore[arg-type]


def bare(item: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {name: value for name, value in item.items() if name != "mark"}


@pytest.mark.parametrize(
    "feed",
    [
        rss([TITLE_FIRST.format(number) for number in range(4)]),
        rss([item(number, description="a <item> & <![CDATA[<entry>]]>") for number in range(3)]),
        rdf(("One", "Two", "Three")),
        atom("".join(ENTRY.format(number) for number in range(3))),
    ],
)
def test_a_feed_that_breaks_off_gives_no_stump_of_an_entry(feed: bytes) -> None:
    whole = items(feed)
    known = json.dumps({str(one["mark"]): one["id"] for one in whole if "mark" in one})
    there = [bare(one) for one in whole]
    for end in range(0, len(feed), 13):
        assert [bare(one) for one in items(feed[:end])] == there[: len(items(feed[:end]))]
        assert all(bare(one) in there for one in items(feed[:end], known))


@pytest.mark.parametrize("end", ["</title>", "<link>https://g.ex", "<link>https://g.example/"])
def test_what_was_complete_before_the_end_stays_and_is_said(end: str) -> None:
    body = rss([TITLE_FIRST.format(number) for number in range(4)]).decode()
    start = body.index("Audit 2")
    *found, done = answers(REQUEST, body[: body.index(end, start) + len(end)].encode())
    assert [one["item"]["title"] for one in found] == ["Audit 0", "Audit 1"]  # type: ignore[index,call-overload]
    assert "what could be read of it is kept" in str(done)


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel><item><title>A</title></itm></channel></rss>",
        "<rss><channel><item><title>A</title></channel></rss><!-- made in a second -->",
        "<rss><channel><item><title>A</title></item><item><title>B</title></item>",
        "<feed><entry><gd:entry/></entry>",
    ],
)
def test_what_does_not_break_off_within_an_entry_is_left(text: str) -> None:
    assert without_broken_off(text) == text
