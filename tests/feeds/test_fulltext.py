"""Teasers to whole texts: what is taken, what is refused, and that a page costs no more than a feed."""

from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.story import Story
from feeds import extras
from feeds.errors import AddressError, FeedError, FetchError, FormatError
from feeds.fetch.http import Limits
from feeds.formats.parse import Parsers
from feeds.fulltext import fuller, whole_texts
from feeds.subscriptions import Feed
from tests.feeds.server import Server, reply, silence

INSTALLED = find_spec("trafilatura") is not None
needs_extra = pytest.mark.skipif(not INSTALLED, reason="the extra is not installed")

TEASER = "The council voted on Tuesday to buy forty cameras."
REST = "Residents had asked for years what the pictures are for, and who may look at them. Nobody could say."
PAGE = f"""<html><head><title>Gazette</title><script>alert(1)</script></head><body><nav><a href="/">Home</a></nav>
<article><h1>Cameras</h1><p>{TEASER}</p><p>{REST}</p><ul><li>One camera for each street of the harbour</li></ul>
<p>The mayor said that the vote was final\x1b[31m and that the work would begin in spring.</p></article>
<footer>All rights reserved</footer></body></html>"""
HTML = {"Content-Type": "text/html; charset=utf-8"}


def story(url: str, text: str = TEASER) -> Story:
    return Story("s1", "Cameras", url, text=text)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: name)


async def result(one: Story, *, local: bool = True, seconds: float = 20) -> Story | FeedError:
    return (
        await whole_texts([one], feed=Feed(one.url or "http://127.0.0.1/", local=local), limits=Limits(seconds=seconds))
    )[one.id]


def test_a_longer_text_takes_the_teasers_place() -> None:
    whole = f"{TEASER}\n\n{REST}"
    assert fuller(story("", TEASER), whole) == replace(story("", whole), summary=TEASER)
    assert fuller(replace(story("", ""), summary="Sum."), whole).summary == "Sum."


@pytest.mark.parametrize("text", ["", TEASER, "Short.", "We value your privacy. Accept all cookies to go on. " * 9])
def test_no_other_text_does(text: str) -> None:
    with pytest.raises(FormatError):
        fuller(story(""), text)


@given(st.text(), st.text())
def test_no_text_is_ever_made_shorter_or_lost(teaser: str, text: str) -> None:
    before = story("", teaser)
    try:
        after = fuller(before, text)
    except FormatError:
        return
    assert len(after.text) > len(teaser)
    assert after.summary == teaser


async def test_without_the_extra_one_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    with pytest.raises(FormatError, match=r"install civicdesk\[fulltext\]"):
        await whole_texts([story("https://example.org/")])


@pytest.mark.usefixtures("installed")
async def test_a_page_is_fetched_by_the_rules_of_feeds(server: Server) -> None:
    page = server.at("/page", reply(PAGE.encode(), headers=HTML))
    assert isinstance(await result(story(page), local=False), AddressError)
    assert server.requests == []
    assert isinstance(await result(story("")), FormatError)
    assert isinstance(await result(story("file:///etc/passwd")), AddressError)
    assert isinstance(await result(story(server.url("/none"))), FetchError)
    assert isinstance(await result(story(server.at("/silence", silence())), seconds=0.3), FetchError)


@pytest.mark.usefixtures("installed")
async def test_a_silent_site_holds_nobody_up_for_each_of_its_pages(server: Server) -> None:
    page = server.at("/silence", silence())
    stories = [replace(story(page), id=f"s{number}") for number in range(20)]
    found = await whole_texts(stories, feed=Feed(page, local=True), limits=Limits(seconds=0.3))
    assert len(found) == 20
    assert all(isinstance(result, FetchError) for result in found.values())
    assert len(server.requests) <= 8  # two at once, and no more rounds than fit


@pytest.mark.usefixtures("installed")
async def test_nothing_is_fetched_for_no_story() -> None:
    assert await whole_texts([]) == {}


@pytest.mark.usefixtures("installed")
async def test_what_came_of_the_child_is_cleaned_and_taken(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    async def article(self: Parsers, page: bytes, base: str, content_type: str) -> str:
        assert page == PAGE.encode()
        assert content_type == HTML["Content-Type"]
        assert base == server.url("/page")
        return f"{TEASER}\n\n{REST}"

    monkeypatch.setattr(Parsers, "article", article)
    url = server.at("/page", reply(PAGE.encode(), headers=HTML))
    found = await result(story(url))
    assert isinstance(found, Story)
    assert (found.text, found.summary) == (f"{TEASER}\n\n{REST}", TEASER)
    assert server.requests[-1].headers["accept"].startswith("text/html")


@needs_extra
async def test_the_article_is_read_without_what_stands_around_it(server: Server) -> None:
    found = await result(story(server.at("/page", reply(PAGE.encode(), headers=HTML))))
    assert isinstance(found, Story)
    assert found.summary == TEASER
    assert f"{TEASER}\n\n{REST}" in found.text
    assert "- One camera for each street" in found.text
    for left_out in ("alert", "Home", "All rights", "\x1b"):
        assert left_out not in found.text


@needs_extra
@pytest.mark.parametrize(
    "page", [b"", b"\x00\x01\x02", b"<html></html>", b"%PDF-1.7 no page", b"<p>" * 10_000, b"<a x=" * 30_000]
)
async def test_a_page_without_an_article_ends_in_a_sentence(page: bytes, server: Server) -> None:
    found = await result(story(server.at("/page", reply(page, headers=HTML))))
    assert isinstance(found, FormatError)
    assert str(found).endswith(".")
