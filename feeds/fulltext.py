"""The whole text of stories whose feed has only a teaser, from their own pages. Needs the extra
`civicdesk[fulltext]`."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from civic.story import Story
from feeds.addresses import host_of
from feeds.errors import FeedError, FetchError, FormatError
from feeds.extras import require_fulltext
from feeds.fetch.http import PLAIN, USUAL, Fetcher, Limits, Wishes
from feeds.fetch.network import describe_status
from feeds.formats.parse import Parsers
from feeds.subscriptions import Feed

MOST_PAGES: Final = 50
"""Pages that are fetched for one feed in one refresh; further stories keep their teasers."""
_ROUNDS: Final = 2
"""All pages together may take this many times as long as one, since the refresh waits for them."""
_LATE: Final = "Its page did not come in time; try again later."
_IN_COMMON: Final = 1 / 3
"""The part of a teaser's words that its article has, at least. Pages of consent, login or another story have less."""


async def whole_texts(
    stories: Iterable[Story], *, feed: Feed | None = None, limits: Limits = USUAL, proxy: str | None = None
) -> Mapping[str, Story | FeedError]:
    """Return by the id of each story the story with its whole text, or the error that says why there is none.

    Pages are fetched as `feed` is, which they come from: with its User-Agent, and on its own host with its headers, and
    where that may be of this machine or its network. Raises FormatError where the extra is not installed.
    """
    require_fulltext()
    async with Fetcher(limits=limits, proxy=proxy) as fetcher, Parsers() as parsers:
        tasks = {story.id: asyncio.create_task(_whole_text(story, fetcher, parsers, feed)) for story in stories}
        try:
            if tasks:
                await asyncio.wait(tasks.values(), timeout=_ROUNDS * limits.seconds)
        finally:
            late = [task for task in tasks.values() if task.cancel()]
            await asyncio.gather(*late, return_exceptions=True)
    return {number: FetchError(_LATE) if task in late else task.result() for number, task in tasks.items()}


async def _whole_text(story: Story, fetcher: Fetcher, parsers: Parsers, feed: Feed | None) -> Story | FeedError:
    try:
        if not story.url:
            raise FormatError("The story has no link to fetch its text from.")
        at_home = feed is not None and host_of(story.url) == host_of(feed.url)
        wishes = Wishes(feed.agent, feed.headers if at_home else ()) if feed else PLAIN
        local = at_home and feed is not None and feed.local
        async with fetcher.get(story.url, local=local, page=True, wishes=wishes) as answer:
            if answer.status != 200:
                raise FetchError(describe_status(answer.status))
            text = await parsers.article(answer.body, answer.url, answer.headers.get("content-type", ""))
        return fuller(story, text)
    except FeedError as error:
        return error


def fuller(story: Story, text: str) -> Story:
    """Return the story with this text in place of its teaser, which becomes its summary.

    Raises FormatError for a text that is no longer than the teaser, or that shares too few words with it.
    """
    if len(text) <= len(story.text):
        raise FormatError("Its page has no more text than is here already.")
    teaser = set(_words(story.text))
    if teaser and len(teaser & set(_words(text))) < _IN_COMMON * len(teaser):
        raise FormatError("Its page shows something else than the story; open it in the browser.")
    return replace(story, text=text, summary=story.text or story.summary)


def _words(text: str) -> list[str]:
    return [word.strip(".,;:!?…\"'“”‘’()[]") for word in text.casefold().split()]
