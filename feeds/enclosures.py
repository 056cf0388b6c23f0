"""A document that came along with a story, as a story of its own."""

import asyncio
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from civic.story import Enclosure, Link, Story, story_id
from civic.text import clean_line
from feeds.addresses import host_of
from feeds.documents.files import LARGEST, read_documents
from feeds.errors import FetchError, FormatError
from feeds.fetch.http import PLAIN, Fetcher, Limits, Wishes
from feeds.fetch.network import describe_status
from feeds.subscriptions import Feed

_LIMITS: Final = Limits(60.0, LARGEST, LARGEST)


async def enclosed_story(
    story: Story, enclosure: Enclosure, now: datetime, *, feed: Feed | None = None, proxy: str | None = None
) -> Story:
    """Return the PDF file that came along with a story, fetched and read, as a story; it leads back to the first.

    It is fetched as `feed` is, which the story comes from. Raises FeedError where it can't be fetched or read.
    """
    at_home = feed is not None and host_of(enclosure.url) == host_of(feed.url)
    wishes = Wishes(feed.agent, feed.headers if at_home else ()) if feed else PLAIN
    local = at_home and feed is not None and feed.local
    async with (
        Fetcher(limits=_LIMITS, proxy=proxy) as fetcher,
        fetcher.get(enclosure.url, local=local, page=True, wishes=wishes) as answer,
    ):
        if answer.status != 200:
            raise FetchError(describe_status(answer.status))
        if not answer.whole:
            raise FetchError("Its answer broke off; try again later.")
        read = await asyncio.to_thread(_read, answer.body, now)
    title = read.title if read.title != _NAME else ""
    back = (Link(story.url, story.headline),) if story.url else ()
    return replace(
        read,
        id=story_id(url=enclosure.url),
        aliases=(),
        title=title or enclosure.title or _file_name(enclosure.url),
        url=enclosure.url,
        source=story.source,
        published=story.published or story.fetched,
        fetched=now,
        lang=read.lang or story.lang,
        links=back,
    )


_NAME: Final = "enclosure"


def _read(data: bytes, now: datetime) -> Story:
    with TemporaryDirectory(prefix="civicdesk-") as folder:
        path = Path(folder) / f"{_NAME}.pdf"
        path.write_bytes(data)
        found = next(iter(read_documents([path], now=lambda: now)), None)
    if not isinstance(found, Story):
        raise FormatError(f"It can't be added: {found.reason if found else 'it is empty'}.")
    return found


def _file_name(url: str) -> str:
    return clean_line(unquote(PurePosixPath(urlsplit(url).path).stem).replace("_", " "), 300) or host_of(url)
