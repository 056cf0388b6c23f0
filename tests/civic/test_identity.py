"""Which known story an entry is: by id, address and words, never by one of them alone."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.identity import Identified, Terms, id_by_words, identify
from civic.likeness import signs_of
from civic.story import MOST_ALIASES, Story

FEED = "https://harrow.example/feed"
DAY = datetime(2026, 11, 20, 10, tzinfo=UTC)
TEXTS = (
    "The town council of Millbrook paused its camera trial after residents objected to the retention of faces.",
    "Leeford signed a contract with Vantro for scoring housing benefit claims by an algorithm.",
    "The ombudsman asked for an audit of the scoring system of Vantro in three districts.",
)
TITLES = ("Camera trial paused in Millbrook", "Leeford signs fraud scoring deal", "Ombudsman asks for audit of Vantro")
STORIES = tuple(
    Story(f"id-{n}", title, f"https://harrow.example/n/{n}", published=DAY - timedelta(days=n), feed=FEED, text=text)
    for n, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True))
)
CAMERAS, LEEFORD, AUDIT = STORIES
UNDATED = tuple(replace(story, published=None) for story in STORIES)


class Shelf:
    """What is known, in a list."""

    def __init__(self, *stories: Story) -> None:
        self.stories = stories

    def named(self, name: str) -> Story | None:
        by_id = next((one for one in self.stories if one.id == name), None)
        return by_id or next((one for one in self.stories if name in one.aliases), None)

    def signed(self, signs: Sequence[int], feeds: Collection[str] | None) -> Sequence[Story]:
        wanted = set(signs)
        return [
            one for one in self.stories if (feeds is None or one.feed in feeds) and wanted.intersection(signs_of(one))
        ]

    def feeds(self) -> Collection[str]:
        return {one.feed for one in self.stories}


def found(entries: Sequence[Story], known: Sequence[Story], terms: Terms | None = None) -> Identified:
    return identify(entries, Shelf(*known), terms or Terms())


def names(entries: Sequence[Story], known: Sequence[Story], terms: Terms | None = None) -> list[str]:
    """The ids by which entries are kept."""
    done = found(entries, known, terms)
    return [done.names.get(entry.id, entry.id) for entry in entries]


def test_the_same_again_is_known_by_its_id() -> None:
    assert found(STORIES, STORIES) == Identified(STORIES, {}, frozenset())


def test_an_edited_entry_is_its_story() -> None:
    edited = replace(CAMERAS, title="Millbrook stops cameras", text=f"{TEXTS[0]} The vote was nine to two.")
    assert names([edited], STORIES) == ["id-0"]


@pytest.mark.parametrize(
    "change",
    [("https://", "http://"), ("https://", "https://www."), ("/n/0", "/n/0/"), ("/n/0", "/n/0?utm_source=a"),
     ("harrow.example", "ledger.example"), ("/n/0", "/2026/cameras")],
)  # fmt: skip
def test_a_new_id_with_a_new_form_of_the_address(change: tuple[str, str]) -> None:
    moved = replace(CAMERAS, id="new", url=CAMERAS.url.replace(*change))
    done = found([moved, LEEFORD, AUDIT], STORIES)
    assert done.names == {"new": "id-0"}
    assert done.stories[0] == replace(moved, id="id-0", aliases=("new",))
    assert done.renumbered == {"new"}


@pytest.mark.parametrize(
    "url", ["http://harrow.example/n/{}", "https://www.harrow.example/n/{}/", "https://b.example/n/{}"]
)
@pytest.mark.parametrize("text", [True, False])
def test_a_whole_feed_without_dates_moves(url: str, text: bool) -> None:
    known = UNDATED if text else tuple(replace(one, text="") for one in UNDATED)
    moved = [replace(one, id=f"new-{n}", url=url.format(n)) for n, one in enumerate(known)]
    assert names(moved, known) == ["id-0", "id-1", "id-2"]


def test_new_ids_at_every_fetch_without_links_and_dates() -> None:
    known = [replace(one, url="") for one in UNDATED]
    for fetch in ("a", "b", "c"):
        done = found([replace(one, id=f"{fetch}-{n}", aliases=()) for n, one in enumerate(known)], known)
        assert sorted(set(done.names.values())) == ["id-0", "id-1", "id-2"]
        known = list(done.stories)
    assert known[0].aliases == ("a-0", "b-0", "c-0")


def test_new_ids_dates_and_tokens_for_the_whole_feed() -> None:
    again = [
        replace(one, id=f"new-{n}", url=f"{one.url}?r=1", published=DAY + timedelta(hours=1))
        for n, one in enumerate(STORIES)
    ]
    assert names(again, STORIES) == ["id-0", "id-1", "id-2"]


def test_the_same_words_on_another_day_and_page_are_another_story() -> None:
    alert = replace(CAMERAS, id="new", url="https://harrow.example/n/7", published=DAY + timedelta(days=7))
    assert names([alert, LEEFORD, AUDIT], STORIES) == ["new", "id-1", "id-2"]


@pytest.mark.parametrize("url", ["https://harrow.example/", "https://harrow.example/live", ""])
def test_a_link_alone_proves_nothing(url: str) -> None:
    known = [replace(one, url=url) for one in STORIES]
    new = Story("new", "Other news", url, published=DAY, feed=FEED, text="Entirely different words about some buses.")
    assert names([new], known) == ["new"]
    assert names([new], known[:1]) == ["new"]
    assert names([new], [replace(known[0], title=new.title)]) == ["new"]


def test_a_link_of_several_entries_proves_nothing() -> None:
    edited = [
        replace(LEEFORD, id="new", url=CAMERAS.url, title="Another title of words", text=f"{TEXTS[0]} {TEXTS[1]}"),
        replace(AUDIT, id="newer", url=CAMERAS.url),
    ]
    assert names(edited, [CAMERAS]) == ["new", "newer"]


def test_one_id_reused_for_another_story_makes_a_new_one() -> None:
    known = [replace(CAMERAS, aliases=("live",))]
    for name in ("id-0", "live"):
        new = replace(LEEFORD, id=name, url=CAMERAS.url)
        done = found([new], known)
        assert done.stories == (replace(new, id=id_by_words(new)),)
        assert done.renumbered == frozenset()
        again = found([new], [*known, *done.stories])
        assert again.names == done.names


def test_ids_by_place_in_the_feed_follow_the_words() -> None:
    known = [replace(one, id=f"place-{n}", url="") for n, one in enumerate(STORIES[1:])]
    now = [replace(one, id=f"place-{n}", url="") for n, one in enumerate(STORIES)]
    assert names(now, known) == [id_by_words(now[0]), "place-0", "place-1"]


def test_a_notice_of_one_form_is_another_story() -> None:
    form = "A flood warning is in force for the river {} at {}. Move valuables upstairs and keep away from the water."
    known = replace(CAMERAS, title="Flood warning: Aire", text=form.format("Aire", "Leeds"))
    for day in (0, 1):
        new = replace(known, id="new", title="Flood warning: Ouse", text=form.format("Ouse", "York"),
                      url="https://harrow.example/n/8", published=DAY + timedelta(days=day))  # fmt: skip
        assert names([new], [known]) == ["new"]
    assert names([replace(new, url=known.url)], [known]) == ["new"]


def test_where_several_fit_nothing_is_taken_over() -> None:
    known = [replace(CAMERAS, id="one"), replace(CAMERAS, id="two")]
    assert names([replace(CAMERAS, id="new")], known) == ["new"]
    assert names([replace(CAMERAS, id="new", url=""), replace(CAMERAS, id="newer", url="")], [CAMERAS]) == [
        "new",
        "newer",
    ]


def test_an_entry_that_is_there_twice_is_one_story() -> None:
    twice = [replace(CAMERAS, id="#3"), replace(CAMERAS, id="#0")]
    new = found(twice, [])
    assert new.stories == (replace(CAMERAS, id="#3", aliases=("#0",)),)
    known = found(twice, [replace(CAMERAS, id="#0")])
    assert known.stories == (replace(CAMERAS, id="#0", aliases=("#3",)),)


def test_an_id_beats_an_alias() -> None:
    known = [replace(CAMERAS, aliases=("id-1",)), replace(LEEFORD, aliases=("id-0",))]
    assert names(STORIES[:2], known) == ["id-0", "id-1"]


def test_no_id_of_another_story_becomes_an_alias() -> None:
    known = [replace(CAMERAS, url=""), LEEFORD]
    swapped = replace(CAMERAS, id="id-1", url="")
    assert found([swapped], known).stories[0].aliases == ()


def test_at_most_so_many_aliases_and_none_for_a_restless_feed() -> None:
    known = CAMERAS
    for n in range(MOST_ALIASES + 3):
        (known,) = found([replace(CAMERAS, id=f"new-{n}")], [known]).stories
    assert known.aliases == tuple(f"new-{n}" for n in range(MOST_ALIASES))
    restless = found([replace(CAMERAS, id="new")], [CAMERAS], Terms(restless=frozenset((FEED,))))
    assert restless.stories == (CAMERAS,)
    assert restless.renumbered == {"new"}


def test_stories_of_a_feed_that_nobody_fetches_any_more_come_by_its_new_address() -> None:
    moved = [replace(one, id=f"new-{n}", feed="https://harrow.example/rss") for n, one in enumerate(STORIES)]
    gone = Terms(subscribed=frozenset(("https://harrow.example/rss",)))
    assert names(moved, STORIES, gone) == ["id-0", "id-1", "id-2"]
    assert names(moved, STORIES, Terms(subscribed=frozenset((FEED,)))) == ["new-0", "new-1", "new-2"]
    assert names(moved, STORIES) == ["new-0", "new-1", "new-2"]


def test_a_foreign_story_may_be_known_by_any_feed_and_by_its_aliases() -> None:
    foreign = replace(CAMERAS, id="theirs", feed="http://harrow.example/feed", url="http://harrow.example/n/0")
    assert names([foreign], STORIES, Terms(foreign=True)) == ["id-0"]
    known = found([replace(foreign, url="", aliases=("id-0", "id-1"))], STORIES, Terms(foreign=True))
    assert known.stories[0].aliases == ("theirs",)
    assert names([replace(LEEFORD, id="id-0")], [CAMERAS], Terms(foreign=True)) != ["id-0"]


def test_without_terms_the_id_alone_tells() -> None:
    other = replace(LEEFORD, id="new")
    assert identify([other], Shelf(replace(CAMERAS, aliases=("new",)))).names == {"new": "id-0"}
    assert identify([replace(CAMERAS, id="new")], Shelf(CAMERAS)).names == {}
    own = replace(LEEFORD, id="id-0", feed="")
    assert identify([own], Shelf(replace(CAMERAS, feed="")), Terms()).names == {}


@given(st.lists(st.sampled_from(STORIES), max_size=4), st.lists(st.sampled_from(STORIES), max_size=4), st.randoms())
def test_whatever_comes_is_kept_once_under_an_id_of_its_own(
    known: list[Story], came: list[Story], random: object
) -> None:
    shelf = list({story.id: story for story in known}.values())
    entries = [replace(story, id=f"{story.id}-{n}") for n, story in enumerate(came)]
    done = found(entries, shelf)
    ids = [story.id for story in done.stories]
    assert len(ids) == len(set(ids))
    for story in done.stories:
        assert story.id not in story.aliases
        assert story.title in {one.title for one in came}
        before = next((one for one in shelf if one.id == story.id), None)
        assert before is None or before.title == story.title
