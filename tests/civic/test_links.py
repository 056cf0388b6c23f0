"""Addresses in links: to the web and nowhere else, and nothing in them that a terminal or a page would take as more."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.links import linked, site_link, unlinked, web_link

FIT = re.compile(r"https?://[\x21-\x7e]*", re.IGNORECASE)


@given(st.text(), st.sampled_from(["https://", "http://", "HTTPS://", "file://", "javascript:", ""]))
def test_a_link_is_fit_for_a_terminal_whatever_the_address_holds(text: str, scheme: str) -> None:
    link = web_link(scheme + text)
    assert link == "" or FIT.fullmatch(link)
    site = site_link(scheme + text)
    assert site == "" or (FIT.fullmatch(site) and site.endswith("/") and "@" not in site)
    for one in (link, site):
        shown = linked("Title", one)
        assert unlinked(shown) == "Title"
        assert shown.count("\x1b") in (0, 4)


@pytest.mark.parametrize(
    ("url", "link", "site"),
    [
        ("https://a.example/x y", "https://a.example/x%20y", "https://a.example/"),
        ("http://me:secret@a.example:8080/x", "http://me:secret@a.example:8080/x", "http://a.example:8080/"),
        ("https://a.example/\x1b\\\x07", "https://a.example/%1B%5C%07", "https://a.example/"),
        ("https://[nope", "https://[nope", ""),
        ("javascript:alert(1)", "", ""),
        ("", "", ""),
    ],
)
def test_where_a_link_leads(url: str, link: str, site: str) -> None:
    assert (web_link(url), site_link(url)) == (link, site)


def test_what_is_too_long_for_terminals_is_no_link() -> None:
    assert linked("Title", "https://a.example/" + "x" * 3000) == "Title"
    assert linked("", "https://a.example/") == ""
