"""Saved pages: what they say of themselves in each of the usual ways, and their article without what stands around."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.documents import article
from feeds.documents.page import web_page

BODY = "<p>The council of Eastmere paused its face recognition pilot on Tuesday.</p><p>Residents had asked for it.</p>"
TEXT = "The council of Eastmere paused its face recognition pilot on Tuesday.\n\nResidents had asked for it."
MENU = '<nav><ul><li><a href="/">Home</a></li><li><a href="/subscribe">Subscribe</a></li></ul></nav>'
AROUND = f"""{MENU}<header><h1>Harbour Gazette</h1></header>%s
<aside><h2>Most read</h2><ul><li>Ten gardens</li></ul></aside>
<footer>Cookie settings. Copyright.</footer>"""
NINE = datetime(2024, 3, 5, 9, 30, tzinfo=timezone(timedelta(hours=1)))


def page(head: str = "", body: str = BODY) -> str:
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def ld(**fields: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **fields})}</script>'


def meta(name: str, content: str, key: str = "property") -> str:
    return f'<meta {key}="{name}" content="{content}">'


TITLES = {
    "Open Graph": (meta("og:title", "Pilot paused"), ""),
    "JSON-LD": (ld(**{"@type": "NewsArticle", "headline": "Pilot paused"}), "<h1>Gazette</h1>"),
    "in a graph": (
        ld(**{"@graph": [{"@type": "WebSite", "name": "G"}, {"@type": ["Article"], "headline": "Pilot paused"}]}),
        "",
    ),
    "the heading of the article": (
        "<title>Gazette</title>",
        "<h1>Gazette</h1><article><h1>Pilot paused</h1></article>",
    ),
    "the heading that the title has, too": (
        "<title>Pilot paused | Gazette</title>",
        "<h1>Gazette</h1><h1>Pilot paused</h1>",
    ),
    "the title without the site": (
        meta("og:site_name", "Harbour Gazette") + "<title>Pilot paused - Harbour Gazette</title>",
        "",
    ),
    "the title without the site before it": (
        meta("og:site_name", "Gazette") + "<title>Gazette: news — Pilot paused</title>",
        "<h1>Pilot paused</h1>",
    ),
    "Open Graph with the site": (meta("og:site_name", "Gazette") + meta("og:title", "Pilot paused | Gazette"), ""),
    "the title without the host": (
        '<link rel=canonical href="https://www.gazette.example/a"><title>Pilot paused | Gazette</title>',
        "",
    ),
}


@pytest.mark.parametrize("kind", TITLES)
def test_the_title_is_that_of_the_article(kind: str) -> None:
    head, body = TITLES[kind]
    assert web_page(page(head, body + BODY)).title == "Pilot paused"


def test_a_title_with_a_dash_of_its_own_stays_whole() -> None:
    head = meta("og:site_name", "Gazette") + meta("og:title", "Cameras | Police - a history")
    assert web_page(page(head)).title == "Cameras | Police - a history"


AUTHORS = {
    "a name in the head": (meta("author", "Ines Okoro", "name"), ""),
    "JSON-LD": (ld(**{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ines Okoro"}}), ""),
    "JSON-LD, as words": (ld(**{"@type": "BlogPosting", "author": "Ines Okoro"}), ""),
    "JSON-LD, by its id": (
        ld(
            **{
                "@graph": [
                    {"@type": "Article", "author": {"@id": "#i"}},
                    {"@id": "#i", "@type": "Person", "name": "Ines Okoro"},
                ]
            }
        ),
        "",
    ),
    "an address that is no name": (
        meta("article:author", "https://www.facebook.com/i") + meta("byl", "By Ines Okoro", "name"),
        "",
    ),
    "a byline": ("", '<div class="article-Byline">By Ines Okoro, 5 March 2024</div>'),
    "a byline with a role": ("", '<p class="byline">Written by <a href="/i">Ines Okoro</a> | Chief reporter</p>'),
    "a link to the author": ("", '<a rel="author" href="/i">Ines Okoro</a>'),
    "microdata": ("", '<span itemprop="author" itemscope>By <b itemprop="name">Ines Okoro</b></span>'),
    "a line in words": ("", "<p>By Ines Okoro</p>"),
    "in German": ("", '<p class="byline">Von Ines Okoro</p>'),
}


@pytest.mark.parametrize("kind", AUTHORS)
def test_the_author_is_found_and_no_line_of_the_text(kind: str) -> None:
    head, body = AUTHORS[kind]
    read = web_page(page(head, f"<article><h1>Pilot</h1>{body}{BODY}</article>"))
    assert read.author == "Ines Okoro"


def test_several_authors_are_named_each_once() -> None:
    people = [{"name": "Ines Okoro"}, {"name": "Bo Li"}, {"name": "Ines Okoro"}]
    assert web_page(page(ld(**{"@type": "Article", "author": people}))).author == "Ines Okoro, Bo Li"
    head = meta("citation_author", "Ines Okoro", "name") + meta("citation_author", "Bo Li", "name")
    assert web_page(page(head)).author == "Ines Okoro, Bo Li"


DATES = {
    "article": (meta("article:published_time", "2024-03-05T09:30:00+01:00"), ""),
    "JSON-LD": (ld(**{"@type": "Article", "datePublished": "2024-03-05T09:30:00+01:00"}), ""),
    "Dublin Core": (meta("DC.date.issued", "2024-03-05T09:30:00+01:00", "name"), ""),
    "microdata": ("", '<meta itemprop="datePublished" content="2024-03-05T09:30:00+01:00">'),
    "time": ("", '<time datetime="2024-03-05T09:30:00+01:00">5 March</time>'),
    "the time of the article": (
        "",
        f'<time datetime="2020-01-01">x</time><article><time datetime="{NINE.isoformat()}">5 March</time></article>',
    ),
    "one that can't be read first": (
        meta("article:published_time", "yesterday"),
        f'<time datetime="{NINE.isoformat()}">x</time>',
    ),
}


@pytest.mark.parametrize("kind", DATES)
def test_the_date_is_that_of_publication(kind: str) -> None:
    head, body = DATES[kind]
    assert web_page(page(head, body + BODY)).published == NINE


def test_a_date_in_words_is_read_and_none_is_none() -> None:
    assert web_page(page("", f"<time>5 March 2024</time>{BODY}")).published == datetime(2024, 3, 5, tzinfo=UTC)
    assert web_page(page("", f"<time>two days ago</time>{BODY}")).published is None


ADDRESSES = {
    "canonical": '<link rel="canonical" href="https://gazette.example/2024/pilot">',
    "tracked": '<link rel="canonical" href="https://gazette.example/2024/pilot?utm_source=rss&amp;fbclid=x">',
    "Open Graph": meta("og:url", "https://gazette.example/2024/pilot"),
    "JSON-LD": ld(**{"@type": "Article", "mainEntityOfPage": {"@id": "https://gazette.example/2024/pilot"}}),
    "not the home page": '<link rel="canonical" href="https://gazette.example/">'
    + meta("og:url", "https://gazette.example/2024/pilot"),
    "saved by a browser": "<!-- saved from url=(0034)https://gazette.example/2024/pilot -->",
    "saved by SingleFile": "<!--\n Page saved with SingleFile \n url: https://gazette.example/2024/pilot \n saved-->",
    "relative to where it was saved": "<!-- saved from url=(0023)https://gazette.example/x -->"
    "<link rel=canonical href='/2024/pilot'>",
    "without a password": '<link rel="canonical" href="https://me:secret@gazette.example/2024/pilot">',
    "not a script": '<link rel="canonical" href="javascript:alert(1)">'
    + meta("og:url", "https://gazette.example/2024/pilot"),
}


@pytest.mark.parametrize("kind", ADDRESSES)
def test_the_address_is_the_canonical_one_and_gives_the_source(kind: str) -> None:
    read = web_page(page(ADDRESSES[kind]))
    assert read.url == "https://gazette.example/2024/pilot"
    assert read.source == "gazette.example"


def test_the_publisher_is_the_source() -> None:
    head = ADDRESSES["canonical"]
    assert web_page(page(head + meta("og:site_name", "Harbour Gazette"))).source == "Harbour Gazette"
    publisher = {"@type": "Article", "publisher": {"name": "Harbour Gazette"}}
    assert web_page(page(head + ld(**publisher))).source == "Harbour Gazette"


ARTICLES = {
    "an article": f"<article>{BODY}</article>",
    "its body named": f'<div><div class="teaser">More</div><div itemprop="articleBody">{BODY}</div></div>',
    "main": f"<main>{BODY}</main>",
    "a form around the page": f"<form><div>{BODY}</div></form>",
    "a container without a name": f"<div><div class='x7'>{BODY}</div></div>",
    "with furniture inside": f"<article>{BODY}<div class='share-buttons'>Share</div><p id='ad'>Buy</p></article>",
    "beside a shorter one": f"<article>{BODY}</article><article><p>Another story in some words.</p></article>",
}


@pytest.mark.parametrize("with_extra", [True, False])
@pytest.mark.parametrize("kind", ARTICLES)
def test_the_text_is_the_article_alone(kind: str, with_extra: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not with_extra:
        monkeypatch.setattr(article, "find_spec", lambda _: None)
    assert web_page(page("", AROUND % ARTICLES[kind])).text == TEXT


@pytest.mark.parametrize("with_extra", [True, False])
def test_a_long_article_keeps_its_links_lists_and_tables(with_extra: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not with_extra:
        monkeypatch.setattr(article, "find_spec", lambda _: None)
    found = "the model weighed nationality and postcode, " * 8
    inner = f"""<h1>Pilot paused</h1><p class="byline">By Ines Okoro</p><time datetime="2024-03-05">5 March 2024</time>
    {BODY}<p>The <a href="/report">report</a> of the auditor found that {found}in all.</p>
    <h2>What is next</h2><ul><li>A hearing in June</li><li>A vote in July</li></ul>
    <table><tr><th>Year</th><th>Cuts</th></tr><tr><td>2023</td><td>1,200</td></tr></table>"""
    read = web_page(page(ADDRESSES["canonical"], AROUND % f"<article>{inner}</article>"))
    assert read.text.startswith(TEXT)
    assert "- A hearing in June\n- A vote in July" in read.text
    assert "1,200" in read.text
    assert [link.url for link in read.links] == ["https://gazette.example/report"]
    assert not any(word in read.text for word in ("Home", "Most read", "Cookie", "Gazette", "Okoro", "5 March"))


def test_links_start_from_the_base_that_a_page_names() -> None:
    links = f'{BODY}<p><a href="c">See</a> <a href="//d.example/">D</a></p>'
    read = web_page(page('<base href="https://a.example/b/">', links))
    assert [link.url for link in read.links] == ["https://a.example/b/c", "https://d.example/"]
    assert web_page(page("", links)).links == ()


def test_a_page_of_several_articles_is_taken_whole() -> None:
    stories = "".join(
        f"<article><h2>Story {n}</h2><p>What happened in story number {n} is this.</p></article>" for n in "123"
    )
    text = web_page(page("", f"{MENU}{stories}")).text
    assert all(f"story number {n}" in text for n in "123")
    assert "Subscribe" not in text


HOSTILE = {
    "JSON that nests": '<script type="application/ld+json">' + "[" * 50_000 + "</script>",
    "JSON that is broken": '<script type="application/ld+json">{"@type": "Article", "headline": </script>',
    "JSON of other types": ld(**{"@type": [None, 7], "headline": {"a": []}, "author": [[], {"name": 7}], "url": 5}),
    "articles of other types": ld(
        **{"@type": "Article", "headline": 7, "author": [7, {"name": ["A", 7]}], "publisher": []}
    ),
    "many fields": meta("author", "x") * 5000,
    "elements that nest": "<div>" * 3_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_is_read(kind: str) -> None:
    assert "paused" in web_page(page(HOSTILE[kind])).text


@given(st.text(alphabet="<>/abp articleh1 \"'=&;\n\x1b\u202e", max_size=300))
def test_whatever_a_page_holds_is_read_and_clean(markup: str) -> None:
    read = web_page(markup)
    for text in (read.text, read.title, read.author, read.source):
        assert not set(text) & {"\x1b", "\u202e"}
