"""Whether a story is among those that a query asks for: the plain matcher, which the index has to agree with."""

from collections.abc import Iterable
from functools import lru_cache
from typing import assert_never

from msgspec import Struct, field

from civic.coder import coder_key
from civic.concern_status import states_of
from civic.conflicts import coders, conflicts_of
from civic.flags import FLAG_BY_WORD
from civic.involved import additions
from civic.judgement import WEIGHED, Judgement
from civic.operation import Operation
from civic.query.nodes import Among, And, AtLeast, Before, Has, Is, Not, Or, Query, Since, Words, asks_for_hidden
from civic.query.words import tokens
from civic.registers import OwnView
from civic.sources import names_of_source
from civic.story import AuthorStakeholder, Story
from civic.suggestions import Analysis, Stakeholder


class Facts(Struct, frozen=True):
    """All that a query can ask about one story. `new`: it arrived since the last time the desk was left.
    `updated`: earlier words of it were judged, and others came since the user last did anything to it. `history` is
    what all coders did to it, and `view` tells the user's own of that. `behind_coded`: the user is done with the
    duplicate that a list of all stories shows in its place."""

    story: Story
    judgement: Judgement
    analysis: Analysis | None
    new: bool
    updated: bool = False
    history: tuple[Operation, ...] = ()
    view: OwnView = field(default_factory=OwnView)
    behind_coded: bool = False


def matches(query: Query, facts: Facts) -> bool:
    """Return whether the query asks for this story; for a hidden one, only a query that says something of hidden ones
    does."""
    return (not facts.judgement.hidden or asks_for_hidden(query)) and _matches(query, facts)


def _matches(query: Query, facts: Facts) -> bool:
    match query:
        case And(parts):
            return all(_matches(part, facts) for part in parts)
        case Or(parts):
            return any(_matches(part, facts) for part in parts)
        case Not(part):
            return not _matches(part, facts)
        case Words():
            return any(_holds(_words_of(text), query) for text in _texts(query.field, facts))
        case Has():
            return _has(query, facts)
        case Is(mark):
            return _is(mark, facts)
        case AtLeast(number):
            there = (*facts.judgement.tags, *open_suggestions(facts.judgement, facts.analysis))
            return len({tag.casefold() for tag in there}) >= number
        case Among(ids):
            return facts.story.id in ids
        case Since(moment):
            return facts.story.when is not None and facts.story.when >= moment
        case Before(moment):
            return facts.story.when is not None and facts.story.when < moment
    assert_never(query)


def open_suggestions(judgement: Judgement, analysis: Analysis | None) -> tuple[str, ...]:
    """Return the concerns that the machine suggests and the coder has not decided on, highest score first."""
    suggested = analysis.suggested if analysis else ()
    return tuple(suggestion.concern for suggestion in suggested if suggestion.concern not in judgement.concerns)


# One story is asked for several words in a row; its text need not be cut anew for each.
_words_of = lru_cache(maxsize=8)(tokens)


def _texts(field: str, facts: Facts) -> tuple[str, ...]:
    story = facts.story
    match field:
        case "":
            return (story.title, story.text, facts.judgement.note)
        case "title":
            return (story.title,)
        case "text":
            return (story.text,)
        case "source":
            return (names_of_source(story.source),)
        case "author":
            return (story.author,)
        case "note":
            return (facts.judgement.note,)
    return ()


def _holds(words: tuple[str, ...], query: Words) -> bool:
    """Return whether the words of the query follow each other among `words`."""
    count = len(query.words)
    if not count:
        return True
    exact, last = query.words[:-1], query.words[-1]
    return any(
        words[start : start + count - 1] == exact
        and (words[start + count - 1].startswith(last) if query.prefix else words[start + count - 1] == last)
        for start in range(len(words) - count + 1)
    )


def _has(query: Has, facts: Facts) -> bool:
    match query.field:
        case "feed":
            return query.value in facts.story.feed.casefold()
        case "tag":
            return _is_among(query, facts.judgement.tags)
        case "concern":
            decided, analysis = facts.judgement, facts.analysis
            return _is_among(query, (*decided.tags, *open_suggestions(decided, analysis)))
        case "evidence":
            return query.value in states_of(facts.judgement, facts.story)
        case "rejected":
            return _is_among(query, facts.judgement.rejected)
        case field if field in WEIGHED:
            return query.value in facts.judgement.said(field)
        case "stakeholder":
            return _is_involved(query, facts)
        case "role":
            return any(query.value in one.roles for one in _stakeholders(facts))
        case "type":
            return any(query.value == one.type for one in _stakeholders(facts))
        case "who":
            return any(coder_key(who).startswith(query.value) for who in coders(facts.history, facts.view))
    return False


def _is_among(query: Has, values: Iterable[str]) -> bool:
    """Return whether one of the values is, or unless the query wants the whole of it begins with, what is asked for."""
    folded = map(str.casefold, values)
    return query.value in folded if query.whole else any(value.startswith(query.value) for value in folded)


def _is_involved(query: Has, facts: Facts) -> bool:
    """Return whether a stakeholder has a name with these words, and the role behind the "/", if there is one."""
    written, _, role = query.value.partition("/")
    wanted, is_named = tokens(written), tuple.__eq__ if query.whole else _begins_all
    return any(
        (not role or role in one.roles) and any(is_named(wanted, tokens(name)) for name in _names(one))
        for one in _stakeholders(facts)
    )


def _begins_all(wanted: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return all(any(one.startswith(word) for one in words) for word in wanted)


def _names(stakeholder: Stakeholder | AuthorStakeholder) -> tuple[str, ...]:
    aliases = stakeholder.aliases if isinstance(stakeholder, Stakeholder) else ()
    return (stakeholder.name, *aliases)


def _stakeholders(facts: Facts) -> tuple[Stakeholder | AuthorStakeholder, ...]:
    """Return all stakeholders of a story; an analysis has those that the coder added among its own."""
    found = facts.analysis.stakeholders if facts.analysis else additions(facts.judgement.stakeholders)
    return (*found, *facts.story.stakeholders)


def _is(mark: str, facts: Facts) -> bool:
    if mark in FLAG_BY_WORD:
        flag, value = FLAG_BY_WORD[mark]
        return bool(getattr(facts.judgement, flag.attribute) == value)
    match mark:
        case "todo":
            return not facts.judgement.coded and not facts.behind_coded
        case "tagged":
            return bool(facts.judgement.tags)
        case "untagged":
            return not facts.judgement.tags
        case "noted":
            return bool(facts.judgement.note)
        case "new":
            return facts.new
        case "updated":
            return facts.updated
        case "conflict":
            return bool(conflicts_of(facts.history, facts.view))
    return False
