"""What stands behind a text and is none of it goes; what is said stays, to the letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.furniture import (
    _may_be_more,
    is_one_word,
    repeats,
    same_words,
    says_something,
    without_furniture,
    without_pictures,
)
from civic.furniture_words import MORE
from civic.story import Link

BODY = "The council of Eastmere paused its pilot.\n\nA report is due in June."
PAGE, SITE = "https://rights.example/pilot/", "https://rights.example"
TITLE = "Eastmere pauses its pilot"
FURNITURE = (
    f"The post {TITLE} appeared first on Harbour Rights.",
    f"The post “{TITLE}” first appeared on Harbour Rights.",
    "This article was originally published on The Conversation.",
    f"{TITLE} was originally published in Civic on Medium, where people are continuing the conversation.",
    f"Der Beitrag {TITLE} erschien zuerst auf Netz.",
    f"L’article {TITLE} est apparu en premier sur Le Quai.",
    f"La entrada {TITLE} se publicó primero en El Puerto.",
    f"L'articolo {TITLE} proviene da Il Porto.",
    f"O post {TITLE} apareceu primeiro em O Porto.",
    f"Het bericht {TITLE} verscheen eerst op De Haven.",
    "Continue reading →",
    f"Continue reading “{TITLE}”",
    "Continue reading on Medium »",
    "Read more",
    "Read more…",
    "Read the full article at Harbour Gazette",
    "Read More: The other pilot",
    "Weiterlesen »",
    "Lire la suite",
    "Seguir leyendo",
    "Leggi tutto",
    "Lees verder",
    "Czytaj dalej",
    "Читать далее",
    "続きを読む",
    "Comments",
    "12 comments",
    "Leave a comment",
    "[link] [comments]",
    "submitted by /u/ada\n[link] [comments]",
    "submitted by /u/ada to r/civic\n[link] [comments]",
    "Article URL: https://a.example/x\n\nComments URL: https://b.example/y\n\nPoints: 12\n\n# Comments: 4",
    "Share this:",
    "Share on Facebook | Share on X | Email",
    "Tweet this",
    "Teilen auf Facebook",
    "Facebook Twitter LinkedIn",
    "Like this:\n\nLike Loading…",
    "Share this:\n- Facebook\n- Twitter\n\nRelated comments\n\nRead more".replace("Related comments\n\n", ""),
)  # fmt: skip


@given(st.from_regex(MORE, fullmatch=True))
@settings(max_examples=1000)
def test_no_way_to_say_read_on_is_ruled_out_by_its_first_word(line: str) -> None:
    assert _may_be_more(line)


@pytest.mark.parametrize("last", FURNITURE)
def test_a_last_paragraph_that_only_leads_away_goes(last: str) -> None:
    assert without_furniture(f"{BODY}\n\n{last}", title=TITLE, url=PAGE) == BODY


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "Residents can read more about the case in the report.",
        "The council shares its data on Facebook.",
        "The post office appeared on the list of closures in 2019.",
        "The mayor asked residents to share.",
        "The article was published by the council in 2019.",
        "They left 12 comments on the plan.",
        "The council paused its pilot […]",
        "A report is due in June.\n\nIt is the first to appear on the site of the council.",
        "He wrote that people comment on everything.",
        "The council says The post on Main Street appeared first on Monday in the plan.",
        "It is due in June. The post of mayor appeared first on the list of the council.",
        "Read more about cameras in the report of the auditor, who found three faults.",
        "Continue reading was the motto of the library.",
        "It is due in June. Continue reading was the motto of the library.",
        "Weiterlesen hilft nicht, sagte die Ministerin.",
        "Learn more from the inquiry than from the vendor, she asked.",
        "Continuer la lecture à voix haute aide les enfants.",
        "The vote was close. The post of Mayor appeared first on a list.",
        "- a van\n- a camera",
    ],
)
def test_what_is_said_stays_to_the_letter(text: str) -> None:
    assert without_furniture(text, title=TITLE, url=PAGE, links=[Link(PAGE, "elsewhere")]) == text


@pytest.mark.parametrize(
    ("last", "links"),
    [
        (f"Artiklen {TITLE} stod først hos Havnen.", [Link(PAGE, TITLE), Link(SITE, "Havnen")]),
        ("Mehr beim Hafenblatt", [Link(PAGE, "Mehr beim Hafenblatt")]),
        ("tutta la storia →", [Link("http://www.rights.example/pilot?from=feed#top", "tutta la storia →")]),
    ],
)
def test_a_line_that_links_back_is_known_in_any_language(last: str, links: list[Link]) -> None:
    assert without_furniture(f"{BODY}\n\n{last}", title=TITLE, url=PAGE, links=links) == BODY
    elsewhere = [Link("https://other.example/a", link.text) for link in links]
    assert without_furniture(f"{BODY}\n\n{last}", title=TITLE, url=PAGE, links=elsewhere).endswith(last)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("It was asked for an impact … Continue reading →", "It was asked for an impact …"),
        ("It was asked for an impact [...] Read more", "It was asked for an impact [...]"),
        ("The council paused it. Read the full story here", "The council paused it."),
        ("It was asked for an impact … mehr davon", "It was asked for an impact …"),
        (f"It is due in June. The post {TITLE} appeared first on Gazette.", "It is due in June."),
        (f"The post office said so. The post {TITLE} first appeared on Gazette", "The post office said so."),
        (f"It is due in June […] The post {TITLE} appeared first on Gazette.", "It is due in June […]"),
        (f"Es ist im Juni soweit. Der Beitrag {TITLE} erschien zuerst auf Gazette.", "Es ist im Juni soweit."),
        ("It is due in June. The post X appeared first on Z.", "It is due in June."),
        ("It is due in June. The post Who pays? appeared first on harbour.example.", "It is due in June."),
        ("Es ist im Juni soweit. Der Beitrag Eins erschien zuerst auf Hafenblatt.", "Es ist im Juni soweit."),
        ("It is due in June.\n\nRead more at The Harbour Gazette.", "It is due in June."),
        ("It is due in June.\n\nRead more on our website.", "It is due in June."),
        (f"It is due in June.\n\nContinue reading {TITLE}.", "It is due in June."),
        ("It is due in June.\n\nRead more: mehr davon.", "It is due in June."),
        ("It is due in June. This article was originally published on Gazette.", "It is due in June."),
    ],
)
def test_what_follows_a_cut_text_goes(text: str, left: str) -> None:
    assert without_furniture(text, title=TITLE, url=PAGE, links=[Link(PAGE, "mehr davon")]) == left


def test_a_story_without_a_title_keeps_something_to_show() -> None:
    assert without_furniture("Comments", title=TITLE) == ""
    assert without_furniture("Comments") == "Comments"


def test_one_word_is_no_text_but_an_address_or_a_sentence_without_spaces_is() -> None:
    assert is_one_word("Null")
    others = ("", "Two words", "https://a.example/report", "市議会は顔認証カメラの運用を停止した。")
    assert not any(map(is_one_word, others))


def test_a_summary_that_repeats_the_text_is_known_however_it_was_cut() -> None:
    assert repeats("The council of Eastmere paused its pilot. A rep […]", BODY)
    assert repeats("a report is due in june", BODY)
    assert repeats("", BODY)
    assert not repeats("The council of Eastmere ended its pilot.", BODY)


def test_texts_of_pictures_spaces_and_a_readers_semicolons_make_no_other_words() -> None:
    assert same_words("AT&T; and\n\nR&D", "AT&T and R&D")
    assert same_words("One.\n\n[Picture: A van on a street]\n\n[Caption: The van]", "One.\n\nThe van")
    assert not same_words("One.", "One!")
    assert without_pictures("> [Picture: A van]\nOne.") == "\nOne."


@pytest.mark.parametrize(
    "text", ["", "One.", " \n", "[Picture: A van]", "> [Picture: A van]\n\nOne.", "[Caption: A van]", "[Picture: A] b"]
)
def test_a_text_says_something_where_more_than_pictures_is_in_it(text: str) -> None:
    assert says_something(text) == bool(without_pictures(text).strip())


@given(st.text(max_size=300), st.text(max_size=40), st.lists(st.sampled_from(FURNITURE), max_size=3))
def test_what_is_left_is_a_beginning_and_is_left_again(text: str, title: str, last: list[str]) -> None:
    whole = "\n\n".join((text, *last))
    left = without_furniture(whole, title=title, url=PAGE, links=[Link(PAGE, text[:20])])
    assert whole.startswith(left)
    if title:
        assert without_furniture(left, title=title) == left or len(left) < len(whole)
