"""HTML that is taken apart by a regular expression is read as the HTML parser reads it."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feeds.formats import html, quick_html

BASE = "https://council.example/2026/"
BLOCKS = ["p", "div", "section", "blockquote", "figure", "figcaption", "ul", "ol", "li", "h1", "h2", "center", "hr"]
INLINE = ["a", "a", "strong", "em", "b", "i", "span", "code", "q", "del", "sub", "br", "img", "wbr"]
TEXTS = (
    "word", "  ", "\n", "a\n\n b", "&amp;", "&nbsp;", "&copy;", "&#8217;", "&#x200b;", "&#27;[0m", " & ", "&", "é",
    "\x9b0m", "\u202e", "x&y", "&copy", "&#150;", "\t", "&notit;", "&amp;lt;", "&lt;b&gt;", "a > b", "日本", "\x0b",
    "\x1c", "\x85", "&NewLine;", "\r", "\0", "a < b",
)  # fmt: skip
ATTRIBUTES = (
    ' href="https://a.example/x?a=1&amp;b=2"', ' href="https://a.example/x?a=1&b=2"', ' href="/r?copy=1&copy=2"',
    " href='more'", ' href=""', ' href="#x"', ' href="a" href="b"', ' href="?x&copy"', ' alt="a picture of it"',
    ' ALT="Big one &eacute;"', ' alt="x.jpg"', ' alt="☺"', ' class="a > b"', " hidden", " href=bare", "\n title='a'",
)  # fmt: skip


def some_html(chance: random.Random, around: tuple[str, ...] = ()) -> str:
    """Return elements within each other, most of them where they may stand."""
    found = []
    for _ in range(chance.randint(0, 4)):
        if chance.random() < 0.4 or len(around) > 5:
            found.append(chance.choice(TEXTS[:11] if chance.random() < 0.95 else TEXTS))
            continue
        tag = chance.choice(INLINE if "p" in around or chance.random() < 0.3 else BLOCKS)
        if around[-1:] in (("ul",), ("ol",)):
            tag = "li"
        own = chance.choice(ATTRIBUTES[:11] if chance.random() < 0.95 else ATTRIBUTES) if tag in ("a", "img") else ""
        if tag in ("br", "hr", "img", "wbr"):
            found.append(f"<{tag}{own}{chance.choice(('', '/', ' /'))}>")
        else:
            end = chance.choice(("", "</b>", f"</{tag.upper()} >")) if chance.random() < 0.02 else f"</{tag}>"
            found.append(f"<{tag}{own}>{some_html(chance, (*around, tag))}{end}")
    return "".join(found)


@given(st.integers(0, 1 << 30))
def test_what_is_taken_apart_is_read_as_by_the_html_parser(number: int) -> None:
    markup = some_html(random.Random(number))
    pieces = quick_html.pieces_of(markup)
    found = html._written_of(pieces, BASE) if pieces else None
    if found is not None:
        assert html._with_signs(markup) == markup
        assert found == html._written(LexborHTMLParser(markup).body, BASE)


@pytest.mark.parametrize(
    "markup",
    [
        '<p>One &amp; two.<br />\nThree &#8230; <a href="/m?a=1&#038;b=2" rel="x">more</a></p>\n<p>Four</p>',
        '<figure class="wp-block-image"><img src="a.jpg" alt="A b"/><figcaption>A <em>b</em></figcaption></figure>',
        "<h2>Head</h2><ul class='x'><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ul><blockquote>“q”</blockquote>",
        "plain <b>and <i>more</i></b>, R & D<hr/><div><div>deep</div></div>",
    ],
)
def test_what_feeds_mostly_have_is_taken_apart(markup: str) -> None:
    pieces = quick_html.pieces_of(markup)
    assert pieces is not None
    assert html._written_of(pieces, BASE) == html._written(LexborHTMLParser(markup).body, BASE)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>one<p>two</p>", "<p><ul></ul></p>", "<li>stray</li>", "<a><a></a></a>", "<h2>a<h3>b</h3></h2>",
        "<b><i></b></i>", "<p/>", "<br></br>", "<table></table>", "<pre>\n</pre>", "<!-- c --><p></p>", "<p>&copy</p>",
        "<p>&#150;</p>", "<p>a < b</p>", "<p class=x></p>", "<p>\r</p>", "<p>open", "no tags", "<svg/><p></p>",
        "<p><hr></p>",
    ],
)  # fmt: skip
def test_what_a_browser_may_put_elsewhere_is_left_to_the_html_parser(markup: str) -> None:
    assert quick_html.pieces_of(markup) is None
