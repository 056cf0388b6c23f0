"""HTML to paragraphs of plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.story import MOST_LINKS, Link
from feeds.formats.html import feed_links, linked_paragraphs, one_line, paragraphs, plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>two<br/><br/>three", "One\ntwo\n\nthree"),
        ("<h2>Head</h2>Body", "Head\n\nBody"),
        ("<div><div><p>deep</p></div></div> tail", "deep\n\ntail"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n- b"),
        ("x<ul><li>a<ul><li>a1<li>a2</ul><li>b</ul>y", "x\n\n- a\n  - a1\n  - a2\n- b\n\ny"),
        ("<ol><li>first<p>more</p></ol>", "- first\n  more"),
        ("<li>stray", "- stray"),
        ("<blockquote><p>q</p><p>r</p></blockquote>after", "> q\n>\n> r\n\nafter"),
        ("<blockquote><blockquote>deep</blockquote></blockquote>", "> > deep"),
        ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
        ("<table><tr><td>A<td>B<tr><td>C<td>D</table>", "A B\nC D"),
        ("a <b>bold</b>, <i>it</i>alic", "a bold, italic"),
        ("he said <q>hi</q>", "he said “hi”"),
        ("AT&amp;T &eacute;&#8212;&nbsp;x &lt;b&gt;", "AT&T é— x <b>"),
        ("<script>alert(1)</script><style>p{}</style><!-- c -->text<noscript>n</noscript>", "text"),
        ('<p onclick="x">a</p><iframe src="file:///">b</iframe>', "a"),
        ("[/nope] [@click=app.quit]x[/]", "[/nope] [@click=app.quit]x[/]"),
        ("a\x1b[31mb&#27;[0m&#x202e;c\x9b31m<b>", "abc"),
        ('a<iframe src="x"/>b<script src="y" />c<object data="z"><p>d', "abc\n\nd"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("no markup\n\nat  all", "no markup\n\nat all"),
        ("<p>unclosed <b>tags <p>next", "unclosed tags\n\nnext"),
        ("", ""),
    ],
)
def test_markup_becomes_readable_text(markup: str, text: str) -> None:
    assert paragraphs(markup) == text


SOUP = "<p> </p> <ul> <li> </ul> <blockquote> </blockquote> <br> <pre> </pre> <table> <td> <q> &amp; &#27;[2J word"


@given(st.lists(st.sampled_from([*SOUP.split(" "), "\x9b0m", " ", "\n"])))
def test_any_soup_gives_clean_text_with_all_its_words(pieces: list[str]) -> None:
    text = paragraphs("".join(pieces))
    assert text.count("word") == pieces.count("word")
    assert not any(ord(letter) < 32 and letter != "\n" for letter in text)
    assert "\n\n\n" not in text


def test_nesting_deeper_than_the_stack_is_read() -> None:
    assert paragraphs("<b>" * 20_000 + "deep") == "deep"
    assert paragraphs("<div>" * 5_000 + "deep") == "deep"


def test_a_title_is_one_line() -> None:
    assert one_line("A <b>bold</b>\n<br>title &amp; more") == "A bold title & more"
    assert len(one_line("x" * 1_000_000)) == 1000


def test_plain_text_keeps_its_paragraphs() -> None:
    assert plain("a  b\r\n\r\n\r\n\r\nc\n") == "a b\n\nc"


def test_feeds_of_a_page_are_found_surest_first() -> None:
    links = feed_links(
        '<base href="/sub/"><link rel="alternate" type="text/xml" href="perhaps">'
        '<link rel="ALTERNATE" type="application/rss+xml; charset=utf-8" title="News" href="feed">'
        '<link rel="alternate" type="application/atom+xml" href="//other.example/atom">'
        '<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" type="text/css" href="x">'
        '<link rel="alternate" type="application/rss+xml" href="feed">',
        "https://example.org/page",
    )
    assert [(link.url, link.title) for link in links] == [
        ("https://example.org/sub/feed", "News"),
        ("https://other.example/atom", ""),
        ("https://example.org/sub/perhaps", ""),
    ]


def test_links_are_kept_with_their_words_absolute_and_once() -> None:
    text, links = linked_paragraphs(
        '<p>See the <a href="/report.pdf">full <b>report</b></a>, <a href="report.pdf">again</a>, and '
        '<a href="https://b.example/x?y=1&amp;z=2"><img src="i"></a>. <a href="#note">1</a> <a name="a">anchor</a> '
        '<a href="javascript:alert(1)">no</a> <a href="mailto:a@b.example">mail</a> <a href="file:///etc">f</a> '
        '<a href="https://me:secret@c.example/\x1b[31m">c</a> <script><a href="https://d.example/">d</a></script>',
        "https://a.example/news/",
    )
    assert text.startswith("See the full report, again")
    assert links == (
        Link("https://a.example/report.pdf", "full report"),
        Link("https://a.example/news/report.pdf", "again"),
        Link("https://b.example/x?y=1&z=2"),
        Link("https://c.example/", "c"),
    )


def test_links_without_a_base_are_kept_where_they_are_whole() -> None:
    assert linked_paragraphs('<a href="x">x</a> <a href="https://a.example/">a</a>', "")[1] == (
        Link("https://a.example/", "a"),
    )
    assert linked_paragraphs("plain https://a.example/", "https://b.example/") == ("plain https://a.example/", ())


def test_links_have_an_end() -> None:
    markup = "".join(f'<a href="https://a.example/{n}">{"w" * 1000}</a>' for n in range(2 * MOST_LINKS))
    links = linked_paragraphs(markup, "")[1]
    assert len(links) == MOST_LINKS
    assert len(links[0].text) == 200


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Roads &amp; trams\nLine two\n\nParagraph two", "Roads & trams\nLine two\n\nParagraph two"),
        ("R&D, AT&T and x?a=1&copy=2", "R&D, AT&T and x?a=1&copy=2"),
        ("a < b and c > d\nnext", "a < b and c > d\nnext"),
        ("Write to <ada@example.org>\nor call", "Write to <ada@example.org>\nor call"),
        ("It said &lt;b&gt;no&lt;/b&gt;\n&#8220;yes&#8221;", "It said <b>no</b>\n“yes”"),
        ("One\ntwo<br>three", "One two\nthree"),
    ],
)
def test_what_has_no_tags_is_plain_text_with_its_lines(markup: str, text: str) -> None:
    assert paragraphs(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<p>One <img alt="A police van"> two.</p><p>Three</p>', "One two.\n\n[Picture: A police van]\n\nThree"),
        (
            '<figure><img alt="A town hall"><figcaption>The hall. <b>Photo: X</b></figcaption></figure><p>Body</p>',
            "[Picture: A town hall]\n\n[Caption: The hall. Photo: X]\n\nBody",
        ),
        ('<img alt="Letter of the council">', "[Picture: Letter of the council]"),
        ('<p>Hi <img alt="🙂"> you <img alt="IMG_12.jpg"><img alt=""><img></p>', "Hi 🙂 you"),
        ('<ul><li>a <img alt="b c"></li><li>d</li></ul>', "- a\n- d\n\n[Picture: b c]"),
        ('<p><img alt="x&#27;[31m y"></p>', "[Picture: x y]"),
    ],
)
def test_what_pictures_show_is_kept_as_such(markup: str, text: str) -> None:
    assert paragraphs(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("if a<b and c>d then", "if a<b and c>d then"),
        ("<p>if a<b and c>d then</p>", "if a<b and c>d then"),
        ("<p>it fell, a<k, n>3, <b>and</b> q<p or not</p>", "it fell, a<k, n>3, and q<p or not"),
        (
            "<p>write to <jane@example.org> or <https://e.example/></p>",
            "write to <jane@example.org> or <https://e.example/>",
        ),
        ("<p>x <o:p>y</o:p> <foo/>z <my-card>c</my-card></p>", "x y z c"),
        ("<details open><summary>s</summary>t</details>", "s\n\nt"),
        ("<p hidden>p<br clear=all>q", "p\nq"),
        ("<!-- <b and c> -->x<b>y</b>", "xy"),
    ],
)
def test_what_begins_like_a_tag_and_is_none_is_text(markup: str, text: str) -> None:
    assert paragraphs(markup) == text
