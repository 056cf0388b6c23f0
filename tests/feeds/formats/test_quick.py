"""What the quick reader takes, it reads as feedparser does: thousands of feeds, and those of the usual feed makers."""

import pytest
from msgspec.structs import replace

from feeds.errors import FormatError
from feeds.formats import quick, syndication
from feeds.formats.entry import Contents
from feeds.formats.pieces import pieces_of
from tests.feeds.chance_feeds import Writer
from tests.feeds.feed_forms import ATOM_10, FORMS, RSS_20

SITE = "https://council.example/news/feed"


def by_feedparser(text: str, monkeypatch: pytest.MonkeyPatch) -> Contents | str:
    with monkeypatch.context() as patched:
        patched.setattr(quick, "read", lambda body: None)
        return read(text)


def read(text: str) -> Contents | str:
    try:
        return syndication.read(text, SITE)
    except FormatError as error:
        return str(error)


def unequal(text: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Return whether a feed is read otherwise than by feedparser; the parts of entries that are not compared, too.
    Where entries stand in the feed is told by the quick reader alone."""
    ours, theirs = read(text), by_feedparser(text, monkeypatch)
    if isinstance(ours, Contents):
        assert ours.places in ((), places_of(text))
        ours = replace(ours, places=())
    return repr(ours) != repr(theirs)


def places_of(text: str) -> tuple[tuple[int, int], ...] | None:
    """Return where the entries of a feed stand, None where that is in doubt."""
    pieces = pieces_of(text)
    return pieces.places if pieces and all(pieces.plain) else None


@pytest.mark.parametrize("part", range(4))
def test_what_is_read_quickly_is_what_feedparser_reads(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0
    for seed in range(part * 500, (part + 1) * 500):
        text = Writer(seed).feed()
        if quick.read(text.encode("utf-8", "replace")) is not None:
            taken += 1
            assert not unequal(text, monkeypatch), (seed, text)
    assert taken > 200


@pytest.mark.parametrize("maker", FORMS)
def test_the_forms_of_the_usual_feed_makers_are_read_quickly(maker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert quick.read(FORMS[maker].encode()) is not None
    found = read(FORMS[maker])
    assert isinstance(found, Contents)
    assert len(found.entries) == 1
    assert found.entries[0].url
    assert not unequal(FORMS[maker], monkeypatch)


@pytest.mark.parametrize(
    "odd",
    [
        '<!DOCTYPE rss><rss version="2.0"><channel><item><title>T</title></item></channel></rss>',
        '<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0"><channel/></rss>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"/>',
        '<rss version="2.0"><channel><item><title>broken</item></channel></rss>',
        '<rss version="2.0"><item><title>not in a channel</title></item></rss>',
        ATOM_10.format("", '<entry><content type="xhtml"><div>in XML</div></content></entry>'),
        ATOM_10.format("", "<entry><source><title>another feed</title></source></entry>"),
        RSS_20.format("", "<item><description>not <b>escaped</b></description></item>"),
        RSS_20.format('xmlns:x="http://purl.org/rss/1.0/"', "<item/>"),
        RSS_20.format('xmlns:dc2="http://purl.org/dc/terms/" xmlns:dcterms="http://search.yahoo.com/mrss/"', "<item/>"),
    ],
)
def test_what_is_not_followed_is_left_to_feedparser(odd: str) -> None:
    assert quick.read(odd.encode()) is None
