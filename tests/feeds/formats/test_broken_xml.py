"""XML that authors broke by hand, mended before it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.formats.broken_xml import with_characters
from feeds.formats.worker import answers
from tests.feeds.samples import item, rss


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
