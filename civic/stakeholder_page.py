"""A stakeholder as the stories show it: its roles over time, on whose side it stands, what is at stake around it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct, field

from civic.codebook import STAKEHOLDER_TYPES, role_label
from civic.query.words import normalise, tokens
from civic.wording import describe_count

_ANSWERING: Final = frozenset({"deployer", "supplier", "funder_owner"})
"""The roles of those who answer for a technology, since they use it, make it or pay for it."""
_ASKING: Final = frozenset({"advocate", "overseer"})
"""The roles of those who call them to account: the codebook's critics without formal power, and watchdogs with it."""
_DECIDING: Final = "decision_maker"
_EACH: Final = 20


def _words(name: str) -> tuple[str, ...]:
    """Return what a name is known again by, as the index has it; a name without a word by all of it."""
    return tokens(name) or (normalise(name),)


class Meeting(Struct, frozen=True):
    """One story with the stakeholders in it, each with its other names, type and roles. `when` is seconds since 1970, 0
    for unknown; `tags` hold by the coder's decision, `suggested` are open."""

    story: str
    title: str
    source: str
    when: int
    tags: tuple[str, ...]
    suggested: tuple[str, ...]
    stakeholders: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...]

    @property
    def year(self) -> int | None:
        """Return the year that it happened in."""
        try:
            return datetime.fromtimestamp(self.when, UTC).year if self.when else None
        except (ValueError, OverflowError, OSError):  # out of the calendar's range
            return None

    def roles_of(self, name: str) -> tuple[str, ...]:
        """Return the roles of a stakeholder here, each once."""
        wanted = _words(name)
        found = (
            roles
            for stakeholder, aliases, _, roles in self.stakeholders
            if wanted in map(_words, (stakeholder, *aliases))
        )
        return tuple(dict.fromkeys(role for roles in found for role in roles))

    def others(self, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Whoever else is in the story, each once, with its roles here."""
        wanted = _words(name)
        found: dict[tuple[str, ...], tuple[str, dict[str, None]]] = {}
        for stakeholder, aliases, _, roles in self.stakeholders:
            if wanted not in map(_words, (stakeholder, *aliases)):
                found.setdefault(_words(stakeholder), (stakeholder, {}))[1].update(dict.fromkeys(roles))
        return ((stakeholder, tuple(roles)) for stakeholder, roles in found.values())


class Companion(Struct, frozen=True):
    """Another stakeholder, in how many of the stories it appears, and in which roles how often."""

    name: str
    stories: int
    roles: tuple[tuple[str, int], ...]


class StakeholderPage(Struct, frozen=True):
    """What stories say of a stakeholder. `stories` is how many there are, `looked_at` how many of them (the newest)
    the rest is about. `roles` and `concerns` are the most frequent first, concerns as (tag, tagged, suggested);
    `over_time` has the roles of each year. `partners` are named
    on its side, no more, `critics` call it to account, `questioned`
    are called to account by it; of `others` it can't be told. The rule is that of `side`."""

    name: str
    stories: int
    looked_at: int
    kind: str
    other_names: tuple[str, ...]
    roles: tuple[tuple[str, int], ...]
    over_time: tuple[tuple[int, tuple[tuple[str, int], ...]], ...]
    partners: tuple[Companion, ...]
    critics: tuple[Companion, ...]
    questioned: tuple[Companion, ...]
    others: tuple[Companion, ...]
    concerns: tuple[tuple[str, int, int], ...]
    meetings: tuple[Meeting, ...]
    copies: int = 0
    """how many of the stories are duplicates of others among them"""

    @property
    def about(self) -> str:
        """Return what it is, in one line."""
        kind = STAKEHOLDER_TYPES.get(self.kind, self.kind)
        names = f"also {', '.join(self.other_names)}" if self.other_names else ""
        number = describe_count(self.stories, self.copies)
        newest = f"the newest {self.looked_at} looked at" if self.looked_at < self.stories else ""
        return " · ".join(part for part in (kind, names, number, newest) if part)

    @property
    def company(self) -> tuple[tuple[str, tuple[Companion, ...]], ...]:
        """Whoever else is there, under headings."""
        return (
            ("Named together, on the same side", self.partners), ("Critics and overseers", self.critics),
            ("Called to account by it", self.questioned), ("Also appears with", self.others),
        )  # fmt: skip


def side(roles: Iterable[str]) -> str:
    """On which side of a story whoever plays these roles stands: "answering" for the technology (deployer, supplier,
    funder or owner), "asking", since they call to account (advocate, overseer), or "deciding" (decision maker alone),
    which may be either's friend, since it approves or blocks. "" for who both answers and asks, and for who does
    none of these: the affected, experts, and whoever is only mentioned.

    Who is on the same side is a partner, but for two who decide, since they may vote against each other. Who asks is a
    critic of those who answer or decide.
    """
    played = frozenset(roles)
    answers, asks = bool(played & _ANSWERING), bool(played & _ASKING)
    if answers != asks:
        return "answering" if answers else "asking"
    return "deciding" if not answers and _DECIDING in played else ""


def roles_in_words(roles: Iterable[tuple[str, int]]) -> str:
    """Roles with how often, in their order: "supplier 12, deployer 3"."""
    return ", ".join(f"{role_label(role)} {count}" for role, count in roles)


def stakeholder_page(name: str, meetings: Sequence[Meeting], stories: int | None = None) -> StakeholderPage:
    """Return the page of a stakeholder from the stories that it is in, newest first; `stories` is how many there are
    where those are not all."""
    wanted = _words(name)
    kinds: Counter[str] = Counter()
    names: Counter[str] = Counter()
    roles: Counter[str] = Counter()
    years: dict[int, Counter[str]] = {}
    for meeting in meetings:
        own = meeting.roles_of(name)
        roles.update(own)
        if meeting.year is not None:
            years.setdefault(meeting.year, Counter()).update(own)
        for stakeholder, aliases, kind, _ in meeting.stakeholders:
            if wanted in map(_words, (stakeholder, *aliases)):
                kinds[kind] += bool(kind)
                names.update((stakeholder, *aliases))
    spelt = [one for one, _ in names.most_common() if _words(one) == wanted]
    other_names = [one for one, _ in names.most_common() if _words(one) != wanted]
    company = _company(name, meetings)
    return StakeholderPage(
        spelt[0] if spelt else name, len(meetings) if stories is None else stories, len(meetings),
        next((kind for kind, _ in kinds.most_common(1)), ""), tuple(other_names[:6]),
        tuple(roles.most_common()), tuple((year, tuple(years[year].most_common())) for year in sorted(years)),
        company["partner"], company["critic"], company["questioned"], company[""],
        _concerns(meetings), tuple(meetings),
    )  # fmt: skip


class _Met(Struct):
    """Another stakeholder so far: how its name is spelt, its roles, and in which relations it stood, how often each."""

    spelt: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)


def _company(name: str, meetings: Sequence[Meeting]) -> dict[str, tuple[Companion, ...]]:
    """Whoever else is in the stories, by how they mostly stand to it where that can be told (the newest story decides a
    tie), those of the most stories first."""
    usual = _usual_side(name, meetings)
    met: dict[tuple[str, ...], _Met] = {}
    for meeting in meetings:
        own = side(meeting.roles_of(name)) or usual
        for stakeholder, roles in meeting.others(name):
            one = met.setdefault(_words(stakeholder), _Met())
            one.spelt[stakeholder] += 1
            one.roles.update(roles)
            if relation := _relation(own, side(roles)):
                one.relations[relation] += 1
    company: dict[str, list[Companion]] = {relation: [] for relation in ("partner", "critic", "questioned", "")}
    for one in sorted(met.values(), key=lambda one: -one.spelt.total()):
        relation = next((relation for relation, _ in one.relations.most_common(1)), "")
        found = Companion(one.spelt.most_common(1)[0][0], one.spelt.total(), tuple(one.roles.most_common()))
        company[relation].append(found)
    return {relation: tuple(group[:_EACH]) for relation, group in company.items()}


def _usual_side(name: str, meetings: Sequence[Meeting]) -> str:
    """Return the side that it is on in most stories: it holds where a story only mentions it."""
    sides = Counter(found for meeting in meetings if (found := side(meeting.roles_of(name))))
    return next((found for found, _ in sides.most_common(1)), "")


def _relation(own: str, theirs: str) -> str:
    """Return what somebody on one side is to who is on another: "partner", "critic", "questioned" or ""."""
    if own == theirs:
        return "partner" if own in ("answering", "asking") else ""
    if own and theirs and "asking" in (own, theirs):
        return "critic" if theirs == "asking" else "questioned"
    return ""


def _concerns(meetings: Sequence[Meeting]) -> tuple[tuple[str, int, int], ...]:
    tagged = Counter(tag for meeting in meetings for tag in meeting.tags)
    suggested = Counter(tag for meeting in meetings for tag in meeting.suggested)
    order = sorted(dict.fromkeys((*tagged, *suggested)), key=lambda tag: (-tagged[tag] - suggested[tag], tag))
    return tuple((tag, tagged[tag], suggested[tag]) for tag in order)
