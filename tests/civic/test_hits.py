"""What a filter marks is what it matched."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.query import QueryError, parse, tokens
from civic.query.hits import hits

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("pal", "Palantir and paläste, opal", ["Pal", "pal"]),
        ("police data", "Data on police", ["Data", "police"]),
        ('"police data"', "Police data; data police", ["Police data"]),
        ("-police data", "police data", ["data"]),
        ("a OR b", "b a c", ["b", "a"]),
        ("title:police", "police", []),
        ("is:unread", "unread", []),
        ("", "anything", []),
        ("cafe", "Café society", ["Café"]),
        ("कैमर", "दिल्ली में कैमरों की", ["कैमर"]),
        ("محمد", "في مُحَمَّد", ["مُحَمَّد"]),
    ],
)
def test_marks_the_words_that_are_asked_for(query: str, text: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in hits(parse(query, NOW), text, "text")] == marked


@given(st.lists(st.sampled_from(["ab", "abc", "b", "OR", "(", ")", "-b", '"ab b"']), max_size=5), st.text(max_size=60))
def test_marks_stand_in_the_text_and_hold_whole_words_or_beginnings(parts: list[str], text: str) -> None:
    try:
        query = parse(" ".join(parts), NOW)
    except QueryError:
        return
    for start, end in hits(query, text, "text"):
        assert 0 <= start < end <= len(text)
        assert tokens(text[start:end])[0][:1] in "ab"
