"""A stakeholder as the stories show it: its roles over time, whom it appears with, what is at stake around it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from civic.query.words import fold

_PARTNERS: Final = 30


@dataclass(frozen=True, slots=True)
class Meeting:
    """One story with the stakeholders in it, each with its other names, type and roles. `when` is seconds since 1970, 0
    for unknown; `tags` hold by the person's decision, `suggested` are open."""

    story: str
    title: str
    source: str
    when: int
    tags: tuple[str, ...]
    suggested: tuple[str, ...]
    parties: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...]

    @property
    def year(self) -> int | None:
        """The year that it happened in."""
        try:
            return datetime.fromtimestamp(self.when, UTC).year if self.when else None
        except (ValueError, OverflowError, OSError):  # out of the calendar's range
            return None

    def has(self, name: str) -> bool:
        """Whether a stakeholder is called so here."""
        wanted = fold(name)
        return any(wanted in map(fold, (party, *aliases)) for party, aliases, _, _ in self.parties)

    def roles_of(self, name: str) -> tuple[str, ...]:
        """The roles of a stakeholder here, each once."""
        wanted = fold(name)
        found = (roles for party, aliases, _, roles in self.parties if wanted in map(fold, (party, *aliases)))
        return tuple(dict.fromkeys(role for roles in found for role in roles))


@dataclass(frozen=True, slots=True)
class Partner:
    """Another stakeholder, in how many of the stories it appears, and in which roles how often."""

    name: str
    stories: int
    roles: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PartyPage:
    """What stories say of a stakeholder. `stories` is how many there are, `looked_at` how many of them (the newest)
    the rest is about. `roles` and `concerns` are the most frequent first, concerns as (tag, tagged, suggested);
    `over_time` has the roles of each year."""

    name: str
    stories: int
    looked_at: int
    kind: str
    other_names: tuple[str, ...]
    roles: tuple[tuple[str, int], ...]
    over_time: tuple[tuple[int, tuple[tuple[str, int], ...]], ...]
    partners: tuple[Partner, ...]
    concerns: tuple[tuple[str, int, int], ...]
    meetings: tuple[Meeting, ...]


def party_page(name: str, meetings: Sequence[Meeting], stories: int | None = None) -> PartyPage:
    """The page of a stakeholder from the stories that it is in, newest first; `stories` is how many there are where
    those are not all."""
    wanted = fold(name)
    kinds: Counter[str] = Counter()
    names: Counter[str] = Counter()
    roles: Counter[str] = Counter()
    years: dict[int, Counter[str]] = {}
    partners: dict[str, tuple[Counter[str], Counter[str]]] = {}
    for meeting in meetings:
        own = meeting.roles_of(name)
        roles.update(own)
        if meeting.year is not None:
            years.setdefault(meeting.year, Counter()).update(own)
        seen: set[str] = set()
        for party, aliases, kind, theirs in meeting.parties:
            if wanted in map(fold, (party, *aliases)):
                kinds[kind] += bool(kind)
                names.update(other for other in (party, *aliases) if fold(other) != wanted)
            elif fold(party) not in seen:
                seen.add(fold(party))
                spelt, played = partners.setdefault(fold(party), (Counter(), Counter()))
                spelt[party] += 1
                played.update(theirs)
    most = sorted(partners.values(), key=lambda one: -one[0].total())[:_PARTNERS]
    return PartyPage(
        name, len(meetings) if stories is None else stories, len(meetings),
        next((kind for kind, _ in kinds.most_common(1)), ""), tuple(other for other, _ in names.most_common(6)),
        tuple(roles.most_common()), tuple((year, tuple(years[year].most_common())) for year in sorted(years)),
        tuple(_partner(spelt, played) for spelt, played in most),
        _concerns(meetings), tuple(meetings),
    )  # fmt: skip


def _partner(spelt: Counter[str], played: Counter[str]) -> Partner:
    return Partner(spelt.most_common(1)[0][0], spelt.total(), tuple(played.most_common()))


def _concerns(meetings: Sequence[Meeting]) -> tuple[tuple[str, int, int], ...]:
    tagged = Counter(tag for meeting in meetings for tag in meeting.tags)
    suggested = Counter(tag for meeting in meetings for tag in meeting.suggested)
    order = sorted(dict.fromkeys((*tagged, *suggested)), key=lambda tag: (-tagged[tag] - suggested[tag], tag))
    return tuple((tag, tagged[tag], suggested[tag]) for tag in order)
