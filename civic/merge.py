"""Known stories and fetched ones: which are new, which have changed, which are the same."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.duplicates import normal_address
from civic.furniture import repeats, same_words, without_furniture
from civic.misreading import is_misreading, mended
from civic.story import Story, kept_aliases

_CONTENT: Final = ("title", "text", "url", "author", "summary", "published")
_READ: Final = ("title", "text", "author", "summary")
"""What a reader of a later fetch may misread."""


class Merged(Struct, frozen=True):
    """What a fetch brought. `new` and `changed` are the stories to keep, whole, in the order they were fetched;
    `same` counts those that say nothing else, repeated ones of the batch among them. Of these, `renamed` are to be
    written with the ids that they came under since, the feed that brings them now, or its name, which was misread."""

    new: tuple[Story, ...]
    changed: tuple[Story, ...]
    same: int
    renamed: tuple[Story, ...] = ()


def merge(
    known: Mapping[str, Story], fetched: Sequence[Story], is_judged: Callable[[str], bool] = lambda _: False
) -> Merged:
    """Tell the fetched stories apart by what is known, by id.

    A story has changed when its title, text, address, author, summary or publication time has; its links alone, which
    trackers renew at every fetch, and its enclosures come along with such a change. Where only spaces, texts of
    pictures or furniture of the page differ, or an address in "https", "www." or a last slash, it says nothing else:
    that is mended without a word, but for the words of a story that somebody judged (`is_judged`, by its id). It keeps
    what the known one has and it has not, and the time when it was first fetched; when the new content was is its
    `changed`. A feed that still has the teaser of a story whose whole text was fetched since takes nothing back. Of
    several with one id the first counts.
    """
    new: list[Story] = []
    changed: list[Story] = []
    renamed: list[Story] = []
    seen: set[str] = set()
    for story in fetched:
        if story.id in seen:
            continue
        seen.add(story.id)
        before = known.get(story.id)
        if before is None:
            new.append(story)
            continue
        after = _updated(before, story)
        if after is not before and not _says_the_same(before, after):
            changed.append(after)
        elif after is not before and not is_judged(before.id):
            renamed.append(_renamed(replace(after, changed=before.changed), story))
        elif (now := _renamed(replace(before, url=after.url), story)) != before:
            renamed.append(now)
    return Merged(tuple(new), tuple(changed), len(fetched) - len(new) - len(changed), tuple(renamed))


def _aliases(before: Story, story: Story) -> tuple[str, ...]:
    return kept_aliases(before.id, (*before.aliases, *story.aliases))


def _renamed(before: Story, story: Story) -> Story:
    """Return the known story with the names that the fetched one has: ids, feed, and a source that was misread."""
    source = mended(before.source, story.source)
    return replace(
        before,
        aliases=_aliases(before, story),
        feed=story.feed or before.feed,
        source=source,
        enclosures=before.enclosures or story.enclosures,
    )


def _says_the_same(before: Story, after: Story) -> bool:
    """Return whether two versions of a story differ in nothing but how its words were read."""
    others = ("title", "author", "published")
    if after.url != before.url and _page(after) != _page(before):
        return False
    if any(_kept(getattr(after, name)) != _kept(getattr(before, name)) for name in others):
        return False
    return same_words(_bare(before, before.text), _bare(after, after.text)) and (
        same_words(_bare(before, before.summary), _bare(after, after.summary))
        or (not after.summary and repeats(_bare(before, before.summary), after.text))
    )


def _page(story: Story) -> str:
    """Return the page that a story leads to, however its address is written."""
    return normal_address(story.url) or story.url


def _bare(story: Story, text: str) -> str:
    """Return a text of a story without furniture."""
    return without_furniture(text, title=story.title, url=story.url, links=story.links)


def _without_repeats(before: Story, story: Story) -> str:
    """Return the summary of a story that is fetched without one: none where the known one repeats its text."""
    return "" if story.text and repeats(_bare(before, before.summary), story.text) else before.summary


def _without_text(before: Story) -> str:
    """Return the text of a story that is fetched without one: none where all of the known one is furniture."""
    return before.text if _bare(before, before.text) else ""


def _updated(before: Story, story: Story) -> Story:
    """Return the known story with what the fetched one brings; itself where its content is the same."""
    story = replace(story, **{name: getattr(before, name) for name in _READ if _is_worse(before, story, name)})
    if story.text and len(before.text) > len(story.text) and _is_teaser(before, story.text):
        story = replace(story, text=before.text, summary=before.summary)
    after = replace(
        story,
        title=story.title or before.title,
        url=story.url or before.url,
        source=story.source or before.source,
        author=story.author or before.author,
        published=story.published or before.published,
        fetched=before.fetched or story.fetched,
        feed=story.feed or before.feed,
        lang=story.lang or before.lang,
        text=story.text or _without_text(before),
        summary=story.summary or _without_repeats(before, story),
        stakeholders=story.stakeholders or before.stakeholders,
        concerns=story.concerns or before.concerns,
        tags=story.tags or before.tags,
        changed=story.fetched or story.changed or before.changed,
        links=story.links or before.links,
        enclosures=story.enclosures or before.enclosures,
        aliases=_aliases(before, story),
    )
    differs = any(_kept(getattr(after, name)) != _kept(getattr(before, name)) for name in _CONTENT)
    return after if differs else before


def _is_worse(before: Story, story: Story, name: str) -> bool:
    """Return whether a part of the fetched story is that of the known one, misread: in more characters, or with some
    lost."""
    there, now = str(getattr(before, name)), str(getattr(story, name))
    lost = now.count("\ufffd") > there.count("\ufffd")
    return (lost or len(now) > len(there)) and is_misreading(now, there)


def _is_teaser(before: Story, text: str) -> bool:
    """Return whether a text is the teaser of a story, however that was read."""
    return text == before.summary or (bool(before.summary) and same_words(_bare(before, before.summary), text))


def _kept(value: object) -> object:
    """Return a value as a file keeps it: times in whole seconds."""
    return value.replace(microsecond=0) if isinstance(value, datetime) else value
