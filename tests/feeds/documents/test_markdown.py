"""Markdown: words without marks, and front matter as people and clippers write it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.story import Link
from feeds.documents.front_matter import front_matter
from feeds.documents.markdown import markdown


def test_marks_go_and_words_stay() -> None:
    text = markdown(
        "# T\n\nA **bold** and *soft* `code`, ~~gone~~, [a link](https://a.example/).\n\n- one\n- **two**\n\n> said\n"
    )
    assert text.text == "A bold and soft code, gone, a link.\n\n- one\n- two\n\n> said"
    assert text.links == (Link("https://a.example/", "a link"),)
    assert markdown("2 * 3 * 4 and snake_case_name and a < b & c").text == "2 * 3 * 4 and snake_case_name and a < b & c"


def test_lines_of_a_paragraph_are_one_and_tables_and_code_are_kept() -> None:
    assert markdown("The council\nvoted.\n\nIt was close.").text == "The council voted.\n\nIt was close."
    assert "2023  1,200" in markdown("| Year | Cuts |\n|--|--|\n| 2023 | 1,200 |").text.replace("2023 1", "2023  1")
    assert markdown("```\na\n  b\n```").text == "a\n  b"
    assert markdown("<script>alert(1)</script>\n\n<b>Bold</b> words").text == "Bold words"


FRONT = {
    "plain": """
title: The vote
source: Harbour Gazette
author: Ines Okoro
date: 2024-03-05
url: https://g.example/a
tags: [police, ai]""",
    "quoted": """
title: 'The vote'
source: "Harbour Gazette"
author: "Ines Okoro"
date: '2024-03-05'
link: https://g.example/a
tags: ["police", 'ai']""",
    "lists": """
title: The vote
authors:
  - Ines Okoro
publisher: Harbour Gazette
published: 2024-03-05
canonical_url: https://g.example/a
tags:
- police
- ai""",
    "tables inside": """
title: The vote
author:
  name: Ines Okoro
  email: i@g.example
site: Harbour Gazette
date: 2024-03-05
url: https://g.example/a
tags: police, ai""",
    "comments and capitals": """
# of mine
Title: The vote
Author: Ines Okoro # who else
Source: Harbour Gazette
Date: 2024-03-05
URL: https://g.example/a
keywords: '#police, #ai'""",
    "a block": """
title: >-
  The
  vote
author: Ines Okoro
source: Harbour Gazette
date: 2024-03-05
url: https://g.example/a
tags: police, ai""",
}


@pytest.mark.parametrize("kind", FRONT)
def test_front_matter_is_read_in_each_of_its_forms(kind: str) -> None:
    read = markdown(f"---{FRONT[kind]}\n---\nBody.")
    assert (read.title, read.source, read.author, read.tags) == (
        "The vote",
        "Harbour Gazette",
        "Ines Okoro",
        ("police", "ai"),
    )
    assert (read.published, read.url, read.text) == (datetime(2024, 3, 5, tzinfo=UTC), "https://g.example/a", "Body.")


def test_what_a_web_clipper_saved_says_where_it_is_from() -> None:
    front = 'title: "Vote: the council"\nsource: "https://www.g.example/a"\nauthor:\n  - "[[Ines Okoro]]"'
    read = markdown(f"---\n{front}\n---\nSee [[notes/x|the note]].")
    assert (read.title, read.url, read.source, read.author) == (
        "Vote: the council",
        "https://www.g.example/a",
        "g.example",
        "Ines Okoro",
    )
    assert read.text == "See the note."


def test_front_matter_of_toml_and_what_is_none() -> None:
    assert markdown('+++\ntitle = "The vote"\ndate = 2024-03-05\ntags = ["ai"]\n+++\nBody.').tags == ("ai",)
    assert "Body." in markdown("+++\nbroken = \n+++\nBody.").text
    assert markdown("---\n\nA line above, no field.\n\n---\n").text == "A line above, no field."
    assert front_matter("---\ntitle: never closed\nBody.") == ({}, "---\ntitle: never closed\nBody.")


def test_a_colon_in_a_title_is_no_field() -> None:
    assert markdown("---\ntitle: Council: the vote\n---\nx").title == "Council: the vote"


@given(st.text(alphabet="-+:#[]()>|*_`<a \n'\"\x1b\u202e=", max_size=300))
def test_whatever_stands_in_it_is_read_and_clean(text: str) -> None:
    read = markdown(f"---\n{text}\n---\n{text}")
    for word in (read.text, read.title, read.author, *read.tags):
        assert not set(word) & {"\x1b", "\u202e"}


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("The **audit** of *trams*", "The audit of trams"),
        ("`code` and [a link](https://a.example/)", "code and a link"),
        ("2 * 3 * 4 of a_b_c", "2 * 3 * 4 of a_b_c"),
        ("If *a*<b and c>d", "If a<b and c>d"),
        ("1. *First*", "1. First"),
    ],
)
def test_a_title_in_front_matter_has_no_marks(written: str, title: str) -> None:
    assert markdown(f'---\ntitle: "{written}"\n---\nWords.').title == title


@pytest.mark.parametrize("field", ["source", "url", "link"])
@pytest.mark.parametrize(
    "written",
    [
        "https://g.example/a?id=7&utm_source=feed&fbclid=x",
        "https://www.google.com/url?rct=j&sa=t&url=https://g.example/a%3Fid%3D7&ct=ga",
    ],
)
def test_an_address_in_front_matter_leads_to_the_page_itself(field: str, written: str) -> None:
    read = markdown(f"---\n{field}: {written}\n---\nWords.")
    assert (read.url, read.source) == ("https://g.example/a?id=7", "g.example")
