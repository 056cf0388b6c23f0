"""Where the links of stories lead: past the pages that count readers, and without codes that do."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.links import is_googles, page_link

PAGE = "https://gazette.example/2024/pilot?id=7"
BASES = ("https://harrow.example/blog/tram/", "https://harrow.example/", "https://feeds.example/feed.xml")


def in_google_news(url: str) -> str:
    """The address of a page of Google News as it was before 2024."""
    size = len(url)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    code = urlsafe_b64encode(b"\x08\x13\x22" + length + url.encode() + b"\xd2\x01\x04http").decode().rstrip("=")
    return f"https://news.google.com/rss/articles/{code}?oc=5"


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://www.google.com/url?rct=j&sa=t&url=https://gazette.example/2024/pilot%3Fid%3D7&ct=ga", PAGE),
        ("https://www.google.co.uk/url?q=https%3A%2F%2Fgazette.example%2F2024%2Fpilot%3Fid%3D7%26utm_medium%3Dx", PAGE),
        (in_google_news(PAGE), PAGE),
        (in_google_news("https://gazette.example/" + "x" * 150), "https://gazette.example/" + "x" * 150),
        ("http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fgazette.example%2fa", "https://gazette.example/a"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fgazette.example%2Fa%3Ffbclid%3Dx&h=1", "https://gazette.example/a"),
        ("https://www.google.com/url?url=javascript:alert(1)", "https://www.google.com/url?url=javascript:alert(1)"),
        ("https://gazette.example/url?url=https://other.example/", "https://gazette.example/url?url=https://other.example/"),
    ],
)  # fmt: skip
def test_a_link_leads_to_the_page_itself(link: str, page: str) -> None:
    assert page_link(link) == page


def test_what_only_googles_server_can_read_stays_as_it_is() -> None:
    link = "https://news.google.com/rss/articles/CBMiAU_yqLN1234567890abcdefghij?oc=5"
    assert page_link(link) == link
    assert is_googles(link)
    assert not is_googles(PAGE)


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        (PAGE.replace("?", "?at_medium=RSS&at_campaign=rss&utm_source=feed&utm_medium=rss&"), PAGE),
        ("https://a.example/report?utm_source=gazette&fbclid=abc", "https://a.example/report"),
        ("https://a.example/report#xtor=RSS-1", "https://a.example/report"),
        ("https://a.example/p?source=rss----abc---4", "https://a.example/p"),
        ("https://a.example/p?source=annual&ref=3", "https://a.example/p?source=annual&ref=3"),
        ("https://a.example/p?q=%20a+b&b=&x#part", "https://a.example/p?q=%20a+b&b=&x#part"),
        ("https://a.example/p?mc_cid=1&page=2&mc_eid=3", "https://a.example/p?page=2"),
        ("https://a.example/p#:~:text=one", "https://a.example/p#:~:text=one"),
        ("https://a.example/a|b c", "https://a.example/a%7Cb%20c"),
    ],
)
def test_only_what_counts_readers_goes_from_a_link(link: str, kept: str) -> None:
    assert page_link(link) == kept
    assert page_link(kept) == kept


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("more.html", "https://harrow.example/blog/tram/more.html"),
        ("/root.html", "https://harrow.example/root.html"),
        ("news.php?id=3", "https://harrow.example/blog/tram/news.php?id=3"),
        ("harrow.example/blog/tram", "https://harrow.example/blog/tram"),
        ("//harrow.example/blog/tram2", "https://harrow.example/blog/tram2"),
        ("www.harrow.example/blog/3", "https://www.harrow.example/blog/3"),
        ("mailto:ann@harrow.example", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_links_start_from_the_page_and_hosts_without_scheme_have_https(link: str, absolute: str) -> None:
    assert page_link(link, *BASES) == absolute


def test_bases_may_be_relative_or_no_addresses_of_the_web() -> None:
    assert page_link("x", "/a/", "https://harrow.example/") == "https://harrow.example/a/x"
    assert page_link("x", "", "urn:x:feed", "https://harrow.example/b/") == "https://harrow.example/b/x"


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_link_is_one_to_the_web_or_none(link: str, base: str) -> None:
    found = page_link(link, base, "https://harrow.example/")
    assert not found or found.startswith(("http://", "https://"))
    assert not set(found) & set(' |{}<>"\n')
