"""Entries that are known by their bytes are left out, and what is read of the rest is what the whole feed gives."""

import json
from collections.abc import Mapping
from html import escape
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.jsonvalue import JsonValue
from feeds.formats import news, syndication, worker
from feeds.formats.entry import Contents
from feeds.formats.pieces import pieces_of
from feeds.formats.worker import answers
from tests.feeds.samples import NAMESPACES, atom, item, rss

Items = dict[str, dict[str, JsonValue]]
REQUEST: Final = {
    "job": "feed", "base": "https://harrow.example/feed", "type": "", "feed": "https://harrow.example/feed",
    "source": "The Feed",
}  # fmt: skip


def read(body: bytes, known: Mapping[str, str] | None = None, **request: str) -> tuple[Items, Mapping[str, JsonValue]]:
    """The items of a feed by id, and what was said at the end."""
    found = list(answers({**REQUEST, **request, "known": json.dumps(dict(known or {}))}, body))
    items = [dict(answer["item"]) for answer in found if isinstance(answer.get("item"), dict)]  # type: ignore[arg-type]
    done = found[-1]["done"]
    assert isinstance(done, dict)
    return {str(item["id"]): item for item in items}, done


def marks(items: Items) -> dict[str, str]:
    return {str(item["mark"]): number for number, item in items.items() if "mark" in item}


def bare(items: Items) -> list[dict[str, JsonValue]]:
    return [{name: value for name, value in item.items() if name != "mark"} for item in items.values()]


def left_out(before: bytes, after: bytes, **request: str) -> int:
    """How many entries were left out of the second feed; what is read of the rest is checked."""
    old = read(before)[0]
    whole, end = read(after, {}, **request)
    part, short_end = read(after, marks(old), **request)
    known = short_end["known"]
    assert isinstance(known, list)
    assert {**end, "known": []} == {**short_end, "known": []}
    assert [item for item in bare(whole) if item["id"] not in known] == bare(part)
    of_before = dict(zip(old, bare(old), strict=True))
    for number in known:
        now = {name: value for name, value in whole[str(number)].items() if name != "mark"}
        assert of_before[str(number)] == now
    return len(known)


ONE, TWO, THREE = item(1), item(2), item(3)
ENTRY: Final = (
    '<entry{}><id>urn:{}</id><title>Title {}</title><link href="/{}"/><updated>2026-11-20T09:30:00Z</updated>'
)

BASE: Final = "https://elsewhere.example/blog/"


def entry(number: int, attributes: str = "", content: str = "", before: str = "") -> str:
    start = ENTRY.format(attributes, *[number] * 3)
    return f"{before}{start}{content or '<content>The council met.</content>'}</entry>"


def based(number: int) -> str:
    return entry(number, content=f'<content type="html" xml:base="{BASE}">&lt;a href="x">Votes&lt;/a></content>')


@pytest.mark.parametrize(
    ("before", "after", "known"),
    [
        (rss([ONE, TWO]), rss([item(4), THREE, ONE, TWO]), 2),
        (rss([ONE, TWO]), rss([TWO, ONE]), 2),
        (rss([ONE, TWO, THREE]), rss([THREE]), 1),
        (rss([ONE, TWO]), rss([item(1, title="Changed"), TWO]), 1),
        (rss([ONE, TWO]), rss([item(1, guid="urn:renamed"), TWO]), 1),
        (rss([ONE, TWO]), rss([item(2, guid="http://example.org/1"), ONE]), 0),  # two entries of one id
        (rss([ONE, TWO]), rss([ONE, TWO, TWO]), 0),
        (rss([ONE]), rss([ONE, item(2, pubDate="03/04/2026")]), 0),  # what comes first in it, the others tell
        (rss([ONE, item(2, pubDate="nonsense")]), rss([ONE, THREE]), 0),
        (rss([ONE]), rss([ONE, TWO]).replace(b"</channel>", b""), 0),
        (rss([ONE]), rss([ONE, TWO]).replace(b"<rss", b'<rss xml:base="https://elsewhere.example/"'), 0),
        (rss([ONE]), rss([ONE, TWO]).replace(b"<rss", b'<rss xmlns:more="urn:more"'), 0),
        (rss([ONE]), rss([ONE, TWO]).replace(b"<rss", b"<!DOCTYPE rss><rss"), 0),
        (rss([ONE]), rss([ONE, TWO], channel="<title>Another</title>"), 0),
        (rss([ONE], channel="<title>The Feed</title><pubDate>Fri, 20 Nov 2026 09:30:00 GMT</pubDate>"),
         rss([TWO, ONE], channel="<title>The Feed</title><pubDate>Sat, 21 Nov 2026 09:30:00 GMT</pubDate>"), 1),
        (rss([ONE]), rss([ONE, "<item><title>a</title><item/></item>"]), 0),
        (rss([ONE]), rss([ONE]).replace(b"</channel>", b"</channel><item><title>Out</title></item>"), 0),
        (rss([ONE]), rss([f"<!-- {ONE} -->", TWO]), 0),
        (rss([ONE]), rss([f"<![CDATA[{ONE}]]>", TWO]), 0),
        (rss([ONE]), rss([f"<item><title>a</title><description><![CDATA[{ONE}]]></description></item>", TWO]), 0),
        (rss([ONE]), rss([f"<item><title>a</title><!--</item>{ONE}<item>--></item>", TWO]), 0),
        (rss([ONE]), rss([f"<item><title>a</title>{ONE}</item>", TWO]), 0),
        (rss([ONE]), rss([f"<image>{ONE}</image>", TWO]), 0),
        (rss([ONE]), rss([ONE, TWO.replace("<title>", "<title><!-- </item> -->")]), 1),
        (rss([ONE]), rss([ONE, TWO, "<?civicdesk-entry item?>"]), 1),
        (atom(entry(1)), atom(entry(2) + entry(1)), 1),
        (atom(entry(1)), atom(entry(2) + entry(1), lang="en"), 0),
        (atom(entry(1, ' xml:lang="fr"')), atom(entry(2) + entry(1, ' xml:lang="fr"')), 1),
        (atom(entry(1)), atom(entry(2, content='<content type="html"><div xml:lang="fr">Le pont</div></content>')
                              + entry(1)), 0),
        (atom(based(1) + based(2)), atom(based(3) + based(1) + based(2)), 1),  # what was first is read with a base now
        (atom(based(1) + based(2)), atom(based(1) + based(3) + based(2)), 0),  # nothing would give the third its base
        (atom(entry(1) + entry(2)), atom(based(3) + entry(1) + entry(2)), 0),
        (atom(entry(2) + based(1)), atom(entry(2) + based(1) + entry(3)), 0),  # read with what would be left out
        (atom(entry(1)), atom(entry(2, ' xml:base="/blog/"') + entry(1)), 0),
        (atom(entry(1)), atom(entry(2, ' xmlns:a="urn:1"') + entry(3, ' xmlns:a="urn:2"') + entry(1)), 0),
    ],
)  # fmt: skip
def test_what_is_left_out_and_what_is_read_as_a_whole(before: bytes, after: bytes, known: int) -> None:
    assert left_out(before, after) == known


def test_another_base_or_name_is_a_whole_reading_and_of_too_many_the_newest_are_known() -> None:
    before, after = rss([ONE, TWO]), rss([THREE, ONE, TWO])
    assert left_out(before, after, base="https://moved.example/feed") == 0
    assert left_out(before, after, source="My name") == 0
    assert left_out(before, after, entries="2") == 1
    assert left_out(before, after, entries="3") == 2


def test_letters_that_were_mended_leave_nothing_out() -> None:
    assert left_out(rss([ONE]), rss([ONE, TWO]).replace(b"matter 2", b"matter \xff")) == 0


def test_what_is_plain_is_known_at_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    old = marks(read(rss([ONE, TWO]))[0])
    monkeypatch.setattr(news, "pieces_of", lambda _: pytest.fail("it was looked into"))
    items, done = read(rss([item(4), THREE, ONE, TWO]), old)
    assert [one["title"] for one in items.values()] == ["Story 4", "Story 3"]
    assert done["known"] == [*old.values()]


def test_entries_told_at_sight_have_the_marks_that_a_look_inside_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, other = rss([ONE, TWO, THREE]), atom(entry(1) + based(2))
    with monkeypatch.context() as patched:
        patched.setattr(news, "sighted", lambda _: None)
        looked_into = [marks(read(body)[0]) for body in (plain, other)]
    assert [marks(read(body)[0]) for body in (plain, other)] == looked_into
    monkeypatch.setattr(news, "pieces_of", lambda _: pytest.fail("it was looked into"))
    assert marks(read(plain)[0]) == looked_into[0]


@pytest.mark.parametrize(
    ("declared", "type_"), [("windows-1252", ""), ("utf-16", ""), ("utf-8", "text/xml; charset=iso-8859-1")]
)
def test_what_may_be_no_utf_8_is_not_told_at_sight(declared: str, type_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old = marks(read(rss([ONE]))[0])
    told: list[object] = []
    monkeypatch.setattr(worker, "read_rest", told.append)
    read(rss([TWO, ONE]).replace(b"UTF-8", declared.encode()), old, type=type_)
    assert not told


def test_an_empty_element_and_a_bracket_in_an_attribute_are_no_pieces_cut_wrong() -> None:
    assert pieces_of('<rss><channel><item a=">"/></channel></rss>') is None
    found = pieces_of('<rss><channel><item a=">"><title>b</title></item ></channel></rss>')
    assert found is not None
    assert found.without([0]) == "<rss><channel></channel></rss>"


WORDS: Final = st.sampled_from(("council", "Überwachung", "R&D", "監視カメラ", "<b>vote</b>", "–", "2,000", "]]", "'"))
TEXTS: Final = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


@st.composite
def entries(draw: st.DrawFn, kind: str) -> str:
    number = draw(st.integers(1, 9))
    text, title = draw(TEXTS), draw(TEXTS)
    lang = draw(st.sampled_from(("", "", ' xml:lang="fr"', ' xml:base="/blog/"', f' xml:base="{BASE}"')))
    more = draw(st.sampled_from((
        "", "", "<dc:creator>Ann Kell</dc:creator>", "<dc:language>fr</dc:language>", "<category>police</category>",
        '<media:content xmlns:media="http://search.yahoo.com/mrss/" url="http://m.example/a.mp3" type="audio/mpeg"/>',
        '<x:odd xmlns:x="urn:1">1</x:odd>', '<x:creator xmlns:x="http://purl.org/dc/elements/1.1/">Bo</x:creator>',
        "<source url='http://s.example/'>Other</source>", "<image><url>http://i.example/</url></image>",
    )))  # fmt: skip
    if kind == "atom":
        inline = draw(st.sampled_from((
            f'<content type="html">{escape(text)}</content>',
            f'<content type="html" xml:base="{BASE}{number % 2}/">{escape(text)} &lt;a href="x">here&lt;/a></content>',
            f'<content type="xhtml"{lang}><div xmlns="http://www.w3.org/1999/xhtml"><p>{escape(text)}</p></div></content>',
            f"<summary type='html'><div{lang}>{escape(text)}</div></summary>",
        )))  # fmt: skip
        return entry(number, lang, more.replace("dc:", "") + inline)
    about = f' rdf:about="http://example.org/{number}"' if kind == "rdf" else ""
    words = f"<title>{escape(title)}</title><link>/a/{number}</link><description>{escape(text)}</description>"
    dates = "", "<pubDate>Fri, 20 Nov 2026 09:30:00 GMT</pubDate>", "<dc:date>2026-01-02</dc:date>"
    date = draw(st.sampled_from(dates))
    guid = draw(st.sampled_from(("", f"<guid>g{number}</guid>")))
    return f"<item{about}{lang}>{words}{guid}{date}{more}</item>"


@st.composite
def revisions(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A feed and what became of it."""
    kind = draw(st.sampled_from(("rss", "atom", "rdf")))
    old = draw(st.lists(entries(kind), min_size=1, max_size=5))
    there = draw(st.permutations(old))[draw(st.integers(0, 1)) :]
    new = draw(st.lists(entries(kind), max_size=2))
    return made(kind, old), made(kind, [*new, *there] if draw(st.booleans()) else [*there, *new])


def made(kind: str, items: list[str]) -> bytes:
    if kind == "rss":
        return rss(items, channel="<title>The Feed</title><link>http://example.org/</link>")
    if kind == "atom":
        return atom("".join(items))
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f"{NAMESPACES}>"
        f"<channel><title>The Feed</title></channel>{''.join(items)}</rdf:RDF>"
    ).encode()


@settings(max_examples=400, deadline=None)
@given(revisions())
def test_a_feed_of_any_kind_is_read_as_if_all_of_it_were(feeds: tuple[bytes, bytes]) -> None:
    left_out(*feeds)


def dated(number: int, date: str = "") -> str:
    return item(number, pubDate=date or f"Fri, {number:02} Nov 2026 09:30:00 GMT")


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        (rss([dated(number) for number in range(1, 9)]), ["Story 6", "Story 7", "Story 8"]),
        (rss([item(number, pubDate="") for number in range(1, 9)]), ["Story 1", "Story 2", "Story 3"]),
        (rss([*(dated(n) for n in range(1, 8)), dated(8, "nonsense")]), None),
        (rss([*(dated(n) for n in range(1, 8)), item(8, pubDate="")]), None),
        (rss([dated(n, f"0{n}/11/2026") for n in range(1, 9)]), None),
        (atom("".join(entry(number) for number in range(8))), ["Title 0", "Title 1", "Title 2"]),
    ],
)
def test_of_too_many_entries_the_newest_are_read_alone_as_the_whole_feed_gives_them(
    body: bytes, titles: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = syndication.read(body.decode(), REQUEST["base"], 3)
    lengths: list[int] = []
    reading = syndication.read

    def measured(text: str, base: str, most: int, *, body: bytes = b"") -> Contents:
        lengths.append(len(text))
        return reading(text, base, most, body=body)

    monkeypatch.setattr(syndication, "read", measured)
    items, done = read(body, entries="3")
    assert [one["title"] for one in items.values()] == [entry.title for entry in whole.entries]
    assert done["warning"] == whole.warning
    assert "Only the newest 3 of its 8 entries" in whole.warning
    assert (max(lengths) < len(body) / 2) == (titles is not None)
    if titles:
        assert [one["title"] for one in items.values()] == titles
        assert read(body, marks(items), entries="3")[1]["known"] == list(items)
