"""From the address that a user gives to the feeds behind it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final
from urllib.parse import urljoin

from msgspec.structs import replace

from feeds.addresses import address_in, has_secret, host_of, normalise
from feeds.errors import AddressError, BrokenError, FetchError, FormatError, TooSlowError
from feeds.fetch.http import USUAL, Answer, Fetcher, Limits
from feeds.fetch.network import describe_status
from feeds.formats.parse import Link, Parsers
from feeds.refresh import Outcome, refresh
from feeds.sources.http_feed import wishes_of
from feeds.subscriptions import Feed

_MOST: Final = 12
"""Addresses that are tried for one site, at most."""
_COMMON: Final = ("feed", "feed.xml", "rss.xml", "atom.xml", "index.xml", "rss", "feed.json", "atom")
"""Where blog engines and static site generators put their feeds when no page names them."""


async def discover(
    url: str,
    *,
    local: bool,
    now: Callable[[], datetime],
    limits: Limits = USUAL,
    proxy: str | None = None,
    like: Feed | None = None,
) -> list[Feed]:
    """Return the feed at this address, or the feeds of the site that it belongs to, each with its own title.

    The feeds of a site are those that its page names, else those in common places; each was fetched and read, and
    feeds of comments come last. They carry no fetch state, so that the first refresh brings their stories. `local`
    allows the host of the address to be of this machine and its network; `proxy` is an http address that all requests
    go through; `like` has what the user set for the feed: headers, User-Agent and limits. Raises
    FeedError with a sentence where there is no feed. What was typed or pasted around the address does no harm.
    """
    feed = replace(like or Feed(""), url=normalise(address_in(url)), local=local)
    async with (
        Fetcher(limits=limits, proxy=proxy) as fetcher,
        Parsers() as parsers,
        fetcher.get(feed.url, local=local, wishes=wishes_of(feed, limits)) as answer,
    ):
        if answer.status != 200:
            raise FetchError(describe_status(answer.status))
        content_type = answer.headers.get("content-type", "")
        try:
            parsed = await parsers.feed(answer.body, feed=feed, base=answer.url, content_type=content_type)
        except (BrokenError, TooSlowError):
            raise
        except FormatError as no_feed:
            try:
                links = await parsers.links(answer.body, answer.url, content_type)
            except TooSlowError:
                raise
            except FormatError:
                raise no_feed from None  # which says more than that it is no page, either
        else:
            return [replace(feed, url=_lasting(feed, answer), title=parsed.title, lang=parsed.lang)]
    check = partial(_checked, like=feed, now=now, limits=limits, proxy=proxy)
    found = await check([link for link in links if _fit(link)]) or await check(_common(answer))
    if not found:
        raise FormatError(f"No feed was found at {host_of(feed.url)}; give the address of the feed itself.")
    return sorted(found, key=lambda feed: "comment" in feed.title.lower())


def _lasting(feed: Feed, answer: Answer) -> str:
    """Return the address to subscribe to: where the feed has moved for good, since no ids are made of the old one
    yet."""
    return answer.moved_to if answer.moved_to and not has_secret(feed.url) else feed.url


def _fit(link: Link) -> bool:
    try:
        normalise(link.url)
    except AddressError:
        return False
    return True


def _common(answer: Answer) -> list[Link]:
    """Return the usual places of feeds under the page and under the site's root."""
    page = answer.url if answer.url.endswith("/") else answer.url + "/"
    roots = dict.fromkeys((page, urljoin(answer.url, "/")))
    return [Link(urljoin(root, path), "") for root in roots for path in _COMMON]


async def _checked(
    links: list[Link], *, like: Feed, now: Callable[[], datetime], limits: Limits, proxy: str | None
) -> list[Feed]:
    """Return those of the links that are feeds, in their order. Only what is on the host that the user named may be
    local, or gets the headers for it."""
    titles = {normalise(link.url): link.title for link in links[: 2 * _MOST]}
    home, elsewhere = like, replace(like, local=False, headers=())
    wanted = [
        replace(home if host_of(url) == host_of(like.url) else elsewhere, url=url) for url in list(titles)[:_MOST]
    ]
    asked = {feed.url: feed for feed in wanted}
    there: dict[str, Feed] = {}
    async for result in refresh(wanted, now=now, limits=limits, proxy=proxy):
        if result.outcome is Outcome.UPDATED:
            feed = result.feed
            there[feed.url] = replace(asked[feed.url], title=feed.title or titles[feed.url], lang=feed.lang)
    return [there[feed.url] for feed in wanted if feed.url in there]
