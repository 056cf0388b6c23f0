"""Stories whose id the feed has changed, recognised by their link, or by title, date and words. Pure."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Final

from civic.story import Story

SIMILAR: Final = 0.6
"""The similarity of two versions of one story at least. Corrections stay above it; two reports on one event do not."""


def changed_ids(known: Iterable[Story], fetched: Iterable[Story]) -> dict[str, str]:
    """Return the id by which each story was known whose id the feed has changed: `dict[new id, old id]`.

    `known` are the stories of one feed from before, `fetched` all that it has now. A known story whose id is still in
    the feed has kept it. The rest are paired by the same link, then by the same title and date with much the same
    words; where a link or title fits several on either side, none of them is paired.
    """
    known_ids = {story.id: story for story in known}
    fetched_ids = {story.id: story for story in fetched}
    new = {number: story for number, story in fetched_ids.items() if number not in known_ids}
    old = {number: story for number, story in known_ids.items() if number not in fetched_ids}
    found: dict[str, str] = {}
    for trait in (_link, _title_and_date):
        before, after = _unique(old, trait), _unique(new, trait)
        for value in before.keys() & after.keys():
            then, now = before[value], after[value]
            if trait is _link or similarity(then.text, now.text) >= SIMILAR:
                found[now.id] = then.id
                del old[then.id], new[now.id]
    return found


def similarity(one: str, other: str) -> float:
    """Return how similar two texts are: the words in both as a part of the words in either, 0 to 1 (Jaccard index)."""
    first, second = set(one.casefold().split()), set(other.casefold().split())
    return len(first & second) / len(first | second) if first | second else 1.0


def _link(story: Story) -> Hashable:
    return story.url


def _title_and_date(story: Story) -> Hashable:
    return (story.title, story.published) if story.title and story.published else None


def _unique(stories: Mapping[str, Story], trait: Callable[[Story], Hashable]) -> dict[Hashable, Story]:
    """Return the stories by the value of a trait, where it is set and no other story has it."""
    groups: defaultdict[Hashable, list[Story]] = defaultdict(list)
    for story in stories.values():
        if value := trait(story):
            groups[value].append(story)
    return {value: group[0] for value, group in groups.items() if len(group) == 1}
