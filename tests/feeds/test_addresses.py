"""The usual form of addresses, what may be shown of them, and where a feed must not lead."""

from ipaddress import IPv4Address, ip_address
from urllib.parse import urljoin, urlsplit, urlunsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.addresses import (
    address_in,
    closed,
    encoded,
    has_secret,
    literal,
    normalise,
    public,
    same_feed,
    shown,
    web_link,
)
from feeds.errors import AddressError


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("https://Example.ORG", "https://example.org/"),
        ("  http://example.org:80/feed#top ", "http://example.org/feed"),
        ("https://example.org:443/a?b=c", "https://example.org/a?b=c"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("example.org/feed", "https://example.org/feed"),
        ("localhost:8080/feed", "http://localhost:8080/feed"),
        ("127.0.0.1:8080/feed", "http://127.0.0.1:8080/feed"),
        ("[::1]:8080", "http://[::1]:8080/"),
        ("feed://example.org/x", "https://example.org/x"),
        ("feed:http://example.org/x", "http://example.org/x"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("http://Ann:pa@example.org/x", "http://Ann:pa@example.org/x"),
        ("https://example.org/feed?a=x|y", "https://example.org/feed?a=x%7Cy"),
        ("https://example.org/my feed.xml", "https://example.org/my%20feed.xml"),
        ("https://example.org/{id}/feed", "https://example.org/%7Bid%7D/feed"),
        ("https://example.org/%7Bid%7D/a%20b", "https://example.org/%7Bid%7D/a%20b"),
        ("https://example.org/caf\udcc3\udca9", "https://example.org/caf%C3%A9"),
        ("https://example.org/a\n  b", "https://example.org/ab"),
        ("FEED://Example.org/X", "https://example.org/X"),
        ("feed:example.org/x", "https://example.org/x"),
        ("rss://example.org/x", "https://example.org/x"),
        ("rss:http://example.org/x", "http://example.org/x"),
        ("itpc://example.org/x", "https://example.org/x"),
        ("web+feed:https://example.org/x", "https://example.org/x"),
        ("https:/example.org/x", "https://example.org/x"),
        ("https://https://example.org/x", "https://example.org/x"),
        ("https://https//example.org/x", "https://example.org/x"),
        ("https//example.org/x", "https://example.org/x"),
        ("https;//example.org/x", "https://example.org/x"),
        ("feed:http//example.org/x", "http://example.org/x"),
        ("https//localhost/x", "https://localhost/x"),
        ("https.example/x", "https://https.example/x"),
        ("http://intranet/x", "http://intranet/x"),
        ("intranet:8080/x", "https://intranet:8080/x"),
    ],
)
def test_addresses_are_kept_in_one_form(written: str, usual: str) -> None:
    assert normalise(written) == usual
    assert normalise(usual) == usual


@pytest.mark.parametrize(
    "written",
    [
        "", "   ", "file:///etc/passwd", "javascript:alert(1)", "ftp://example.org/", "mailto:ann@example.org",
        "http://", "http:///x", "http://a b/", "http://example.org/\x1b[31m", "http://example.org:99999/",
        "http://[::1/", "http://exa\\mple/", "gopher://x/", "data:text/xml,<rss/>", "https://" + "x" * 5000,
        "notaurl", "notaurl/feed", "https", "https//feed", "https://https/feed", "http://http:8080/x", "feed:notaurl",
    ],
    ids=lambda written: repr(written[:30]),
)  # fmt: skip
def test_what_can_be_no_feed_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(AddressError) as caught:
        normalise(written)
    assert str(caught.value).endswith((".", "…"))
    assert "\x1b" not in str(caught.value)


@given(st.text(max_size=60))
def test_normalising_gives_an_address_or_a_sentence(written: str) -> None:
    try:
        usual = normalise(written)
    except AddressError:
        return
    assert usual.startswith(("http://", "https://"))
    assert normalise(usual) == usual


@pytest.mark.parametrize(
    "pasted",
    [
        "https://example.org/feed",
        "https://https://example.org/feed",
        "https:// https://example.org/feed",
        "https://feed://example.org/feed",
        "  <https://example.org/feed>  ",
        "“https://example.org/feed”",
        "[Our feed](https://example.org/feed)",
        "Our feed: https://example.org/feed.",
        'xmlUrl="https://example.org/feed"',
        "\n\n https://example.org/feed\n",
        "Follow us!\nhttps://example.org/feed\nThe team",
        "\ufeffhttps://example.org/feed\u200b",
        "view-source:https://example.org/feed",
        "see example.org/feed, please",
        "(example.org/feed)",
    ],
)
def test_an_address_is_found_in_what_was_pasted(pasted: str) -> None:
    assert normalise(address_in(pasted)) == "https://example.org/feed"


def test_an_address_within_an_address_stays_there() -> None:
    for url in ("https://archive.example/web/2020/https://example.org/", "https://a.example/?u=https://b.example/"):
        assert normalise(address_in(url)) == url
    assert address_in("no address here") == "no address here"


@given(st.text(max_size=60))
def test_what_is_pasted_is_searched_without_fault(pasted: str) -> None:
    found = address_in(pasted)
    assert "\n" not in found
    assert encoded(encoded(found)) == encoded(found)


@pytest.mark.parametrize(
    "url",
    [
        "https://ann:hunter2@example.org/feed",
        "https://example.org/feed?a=1&token=hunter2",
        "https://example.org/feed?api_key=hunter2&page=2",
        "https://example.org/feed?auth=hunter2",
        "https://example.org/feed?feed_token=hunter2",
        "https://example.org/feed?X-Amz-Signature=hunter2",
        "https://example.org/feed?key=hunter2",
    ],
)
def test_secrets_are_not_shown(url: str) -> None:
    assert has_secret(url)
    assert "hunter2" not in public(url)
    assert "hunter2" not in shown(url)
    assert "example.org/feed" in public(url)


@pytest.mark.parametrize("url", ["https://example.org/?author=ann&page=2", "https://example.org/?keyword=x&q=%20y"])
def test_what_is_no_secret_stays_to_the_letter(url: str) -> None:
    assert public(url) == url
    assert not has_secret(url)


def test_malformed_addresses_are_shown_without_their_password() -> None:
    with pytest.raises(AddressError) as caught:
        normalise("http://ann:hunter2@exa mple/x")
    assert "hunter2" not in str(caught.value)
    with pytest.raises(AddressError) as caught:
        normalise("http://ann:hunter2@example.org:port/x")
    assert "hunter2" not in str(caught.value)


def test_scheme_www_and_a_last_slash_make_no_other_feed() -> None:
    assert same_feed("http://www.example.org/feed/") == same_feed("https://example.org/feed")
    assert same_feed("https://example.org/feed") != same_feed("https://example.org/feed2")


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/a", "https://example.org/a"),
        ("b?c=d", "https://example.org/x/b?c=d"),
        ("//other.example/a", "https://other.example/a"),
        ("https://ann:pa@other.example/a", "https://other.example/a"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("data:text/html,x", ""),
        ("http://[broken", ""),
        ("  HTTPS://other.example/a ", "https://other.example/a"),
    ],
)
def test_links_become_absolute_or_nothing(link: str, absolute: str) -> None:
    assert web_link(link, "https://example.org/x/feed") == absolute


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "239.255.255.250", "255.255.255.255",
        "192.88.99.1", "203.0.113.9",
        "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
        "5f00::1",
    ],
)  # fmt: skip
def test_addresses_that_are_nobodys_website_are_closed(address: str) -> None:
    assert closed(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00::1"])
def test_addresses_of_the_open_net_are_not(address: str) -> None:
    assert not closed(ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "017700000001", "127.1", "0x7f.1", "0177.0.0.1", "127.0.0.1."]
)
def test_one_address_in_any_spelling_is_that_address(host: str) -> None:
    assert literal(host) == IPv4Address("127.0.0.1")


@pytest.mark.parametrize("host", ["example.org", "1.2.3.4.5", "0xzz", "127.0.0.1.example.org", "99999999999", ""])
def test_names_are_no_addresses(host: str) -> None:
    assert literal(host) is None


_PART = st.text("aZ09-._~%!$&'()*+,;=:@/?#", max_size=12)


@given(st.sampled_from(("https://a.example", "http://A.example:80", "https://a.example/", "HTTPS://a.example/")), _PART)
def test_an_address_that_is_whole_is_taken_as_taking_it_apart_would(start: str, rest: str) -> None:
    try:
        parts = urlsplit(urljoin("https://b.example/c/", start + rest))
        whole = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if parts.hostname else ""
    except ValueError:
        whole = ""
    assert web_link(start + rest, "https://b.example/c/") == whole


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("https://a.example/f https://b.example/g", "https://a.example/f"),
        ("https://a.example/f, http://b.example/g", "https://a.example/f"),
        ("our feeds: https://a.example/f and https://b.example/g", "https://a.example/f"),
        ("https://a.example/my feed.xml", "https://a.example/my%20feed.xml"),
        ("https://web.example/x/https://b.example/g", "https://web.example/x/https://b.example/g"),
        ("http：//a.example/f", "http://a.example/f"),
        ("ｈｔｔｐｓ：／／a.example/f", "https://a.example/f"),
    ],
)
def test_the_first_of_several_and_wide_letters(pasted: str, address: str) -> None:
    assert normalise(address_in(pasted)) == address


@pytest.mark.parametrize("url", ["http://[::1", "http://ann:secret@[::1/feed?token=secret"])
def test_a_fault_names_even_a_malformed_address(url: str) -> None:
    with pytest.raises(AddressError, match=r"http://\[::1") as caught:
        normalise(url)
    assert "secret" not in str(caught.value)
