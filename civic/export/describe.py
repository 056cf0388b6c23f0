"""A story in words, for every format that people read: what is said, in which order, and nothing yet of markup."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from civic.codebook import STAKEHOLDER_TYPES, Codebook, role_label
from civic.concern_status import ConcernStatus, statuses
from civic.dates import day
from civic.export.entry import Entry
from civic.judgement import concern_field
from civic.registers import Held
from civic.story import read_time
from civic.text import clean, clean_line

_NOT_IN_A_LINK: Final = re.compile(r"[\s<>\\\"`{}|^]|[^\x21-\x7e]")


@dataclass(frozen=True, slots=True)
class DescribedStakeholder:
    """A stakeholder: `kind` and `roles` by their labels; `by_author` tells the author's from the suggested, `badges`
    are of the providers that suggest it."""

    name: str
    kind: str
    roles: tuple[str, ...]
    by_author: bool
    badges: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """Its kind, and who besides us suggests it: "company, by llm NAME"; "" where there is nothing to say."""
        return ", ".join([*([self.kind] if self.kind else []), *(f"by {badge}" for badge in self.badges)])

    @property
    def line(self) -> str:
        """Name, roles, and who besides us suggests it: "Acme: supplier (by llm NAME)"."""
        by = f" (by {', '.join(self.badges)})" if self.badges else ""
        return (f"{self.name}: {', '.join(self.roles)}" if self.roles else self.name) + by


@dataclass(frozen=True, slots=True)
class DescribedConcern:
    """A concern or tag: `said` is what was decided, by whom and when, or the score of an open suggestion; `verdict` is
    "" while it is open; `quotes` are the passages that it rests on."""

    tag: str
    label: str
    verdict: str
    said: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """One story in words. `link` is its address where that leads to the web and "" where it does not; `published` is
    ISO 8601 and `day` the same for people; `note` is in paragraphs."""

    id: str
    title: str
    source: str
    author: str
    published: str
    day: str
    url: str
    link: str
    summary: str
    stakeholders: tuple[DescribedStakeholder, ...]
    decided: tuple[DescribedConcern, ...]
    open: tuple[DescribedConcern, ...]
    note: tuple[str, ...]

    @property
    def parties(self) -> tuple[DescribedStakeholder, ...]:
        """Return the stakeholders by their old name, which users' own templates may still say."""
        return self.stakeholders


def describe(entry: Entry, codebook: Codebook) -> Description:
    """Return the story of an entry in words."""
    story, found, own = entry.story, statuses(entry.story, entry.judgement, entry.analysis, codebook), entry.own
    summary = story.summary or " ".join(span.text for span in (entry.analysis.summary if entry.analysis else ()))
    return Description(
        id=story.id,
        title=_line(story.headline) or "Untitled",
        source=_line(story.source),
        author=_line(story.author),
        published=story.when.isoformat(timespec="seconds") if story.when else "",
        day=day(story.when, year=True) if story.when else "",
        url=_line(story.url),
        link=web_link(story.url),
        summary=_line(summary),
        stakeholders=tuple(_stakeholders(entry)),
        decided=tuple(_concern(one, describe_decision(one, own)) for one in found if one.decision),
        open=tuple(_concern(one, _suggested(one)) for one in found if one.open),
        note=tuple(line.strip() for line in clean(entry.judgement.note).split("\n") if line.strip()),
    )


def web_link(url: str) -> str:
    """Return the address as it may stand in a link; "" where it does not lead to the web, so that no click can run
    it."""
    if not url.casefold().startswith(("https://", "http://")):
        return ""
    return _NOT_IN_A_LINK.sub(lambda match: "".join(f"%{byte:02X}" for byte in _bytes(match[0])), url)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def describe_decision(status: ConcernStatus, held: Held) -> str:
    """Return what was decided, by whom and when, and how much is at stake: "tagged by ada, 23 Nov 2026; high,
    alleged". `held` are the operations that hold."""
    decision = status.decision
    if decision is None:
        return "open"
    said = decision.verdict.value
    if last := held.get(concern_field(status.tag)):
        when = read_time(last.at)
        said += (f" by {_line(last.who)}" if last.who else "") + (f", {day(when, year=True)}" if when else "")
    said += f", by the rule {_line(decision.rule)}" if decision.rule else ""
    more = ", ".join(part for part in (decision.severity, decision.certainty) if part)
    return f"{said}; {more}" if more else said


def _line(text: str) -> str:
    return clean_line(text, 100_000)


def _stakeholders(entry: Entry) -> Iterator[DescribedStakeholder]:
    """Return the author's own first, then the suggested ones that the author does not name."""
    own = [stakeholder.name.casefold() for stakeholder in entry.story.stakeholders]
    for stakeholder in entry.story.stakeholders:
        yield _stakeholder(stakeholder.name, stakeholder.type, stakeholder.roles, by_author=True)
    for found in entry.analysis.stakeholders if entry.analysis else ():
        if found.name.casefold() not in own:
            yield _stakeholder(found.name, found.type, found.roles, found.badges, by_author=False)


def _stakeholder(
    name: str, kind: str, roles: Iterable[str], badges: Iterable[str] = (), *, by_author: bool
) -> DescribedStakeholder:
    labels = (_line(role_label(role)) for role in roles)
    shown = STAKEHOLDER_TYPES.get(kind, _line(kind))
    return DescribedStakeholder(_line(name), shown, tuple(labels), by_author, tuple(map(_line, badges)))


def _concern(status: ConcernStatus, said: str) -> DescribedConcern:
    verdict = status.decision.verdict.value if status.decision else ""
    quotes = tuple(_line(span.text) for span in status.evidence)
    return DescribedConcern(status.tag, _line(status.label), verdict, said, quotes)


def _suggested(status: ConcernStatus) -> str:
    parts = (_line(status.suggested_by), "named by the author" if status.by_author else "")
    return ", ".join(part for part in parts if part)
