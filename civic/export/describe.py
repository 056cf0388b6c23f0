"""A story in words, for every format that people read: what is said, in which order, and nothing yet of markup."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from civic.anchoring import Passage, State
from civic.codebook import STAKEHOLDER_TYPES, Codebook, role_label
from civic.concern_status import ConcernStatus, looked_up, statuses
from civic.correction import Correction
from civic.dates import day
from civic.export.entry import Entry
from civic.export.index import anchor_of
from civic.involved import involved
from civic.judgement import NOTE, Decision, Verdict, concern_field
from civic.links import web_link
from civic.operation import Operation
from civic.registers import Held
from civic.story import AuthorStakeholder, Story, read_time
from civic.suggestions import Stakeholder
from civic.text import clean, clean_line
from civic.wording import describe_coder, describe_conflict, describe_field, describe_how, describe_value, sign_of


class DescribedStakeholder(Struct, frozen=True):
    """A stakeholder: `kind` and `roles` by their labels; `by_author` tells the author's from the suggested, `badges`
    are of the providers that suggest it. `added_by` is the coder who says that it is one, "" for nobody, and `passages`
    are what that rests on. `checked_by` is the coder who said anything of it, "" for one that nobody has checked;
    `suggested`: a machine found it."""

    name: str
    kind: str
    roles: tuple[str, ...]
    by_author: bool
    badges: tuple[str, ...] = ()
    added_by: str = ""
    passages: tuple["DescribedPassage", ...] = ()
    checked_by: str = ""
    suggested: bool = False

    @property
    def status(self) -> str:
        """Return whether somebody has checked it: "checked by ada", "named by the source", or "suggested"."""
        if self.checked_by:
            return f"{'checked' if self.suggested or self.by_author else 'added'} by {self.checked_by}"
        by = (f"by {one}" for one in self.badges)
        return "named by the source" if self.by_author else ", ".join(["suggested", *by])

    @property
    def origins(self) -> tuple[str, ...]:
        """Return who besides us says that it is one: "checked by ada", "added by ada", "by llm NAME"."""
        checked = (self.status,) if self.checked_by else ()
        return (*checked, *(f"by {badge}" for badge in self.badges))

    @property
    def what(self) -> str:
        """Return its kind, and whether somebody has checked it: "company, suggested by llm NAME"."""
        return ", ".join([*([self.kind] if self.kind else []), self.status])

    @property
    def line(self) -> str:
        """Name, roles, and who besides us suggests it: "Acme: supplier (by llm NAME)"."""
        by = f" ({', '.join(self.origins)})" if self.origins else ""
        return (f"{self.name}: {', '.join(self.roles)}" if self.roles else self.name) + by


class DescribedPassage(Struct, frozen=True):
    """A passage as it was chosen, and what has become of it, in words; "" where it stands there as it did. `chosen`: a
    coder chose it, the machine did not. `stands_at` is under what the page has quoted it already, "" for nothing."""

    quote: str
    fate: str
    chosen: bool = False
    stands_at: str = ""

    @property
    def line(self) -> str:
        """Return both on a line: "The Met scanned faces — moved"."""
        return f"{self.quote} — {self.fate}" if self.fate else self.quote


class DescribedConcern(Struct, frozen=True):
    """A concern or tag: `said` is what was decided, by whom and when, or the score of an open suggestion; `verdict` is
    "" while it is open; `passages` are what it rests on."""

    tag: str
    label: str
    verdict: str
    said: str
    passages: tuple[DescribedPassage, ...]

    @property
    def chosen(self) -> tuple[DescribedPassage, ...]:
        """Return the passages that a coder chose and that the page has not quoted yet."""
        return tuple(one for one in self.passages if one.chosen and not one.stands_at)

    @property
    def found(self) -> tuple[DescribedPassage, ...]:
        """Return the passages that the machine found and that the page has not quoted yet."""
        return tuple(one for one in self.passages if not one.chosen and not one.stands_at)

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """Return under what else the page has quoted its other passages, each once."""
        return tuple(dict.fromkeys(one.stands_at for one in self.passages if one.stands_at))

    @property
    def quotes(self) -> tuple[str, ...]:
        """Return the passages as lines, with what has become of them; users' own templates say so, too."""
        return tuple(one.line for one in self.passages)


class DescribedOther(Struct, frozen=True):
    """What another coder decided on a concern: `sign` is "●" where it stands by that, else "✗"; `said` is how and when.
    For what was settled, `who` is the coder "agreed"."""

    who: str
    sign: str
    label: str
    said: str

    @property
    def line(self) -> str:
        """Return it on a line: "ben: ✗ Privacy, rejected, 23 Nov 2026"."""
        return f"{self.who}: {self.sign} {self.label}, {self.said}"


class DescribedNote(Struct, frozen=True):
    """The note of another coder, in paragraphs."""

    who: str
    paragraphs: tuple[str, ...]


class Description(Struct, frozen=True):
    """One story in words. `link` is its address where that leads to the web and "" where it does not; `published` is
    ISO 8601 and `day` the same for people; `note` is in paragraphs. `others` and `notes` are of other coders;
    `conflicts` are where coders differ, each on a line."""

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
    others: tuple[DescribedOther, ...] = ()
    notes: tuple[DescribedNote, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def stakeholders_by_status(self) -> dict[str, list[str]]:
        """Return the stakeholders with their roles, by whether somebody has checked them: {"suggested": ["Acme:
        supplier"]}."""
        found: dict[str, list[str]] = {}
        for one in sorted(self.stakeholders, key=lambda one: not one.checked_by):
            roles = f" ({', '.join(one.roles)})" if one.roles else ""
            found.setdefault(one.status, []).append(one.name + roles)
        return found

    @property
    def anchor(self) -> str:
        """Return the name of its place on a page."""
        return anchor_of(self.id)

    @property
    def parties(self) -> tuple[DescribedStakeholder, ...]:
        """Return the stakeholders by their old name, which users' own templates may still say."""
        return self.stakeholders


def describe(entry: Entry, codebook: Codebook) -> Description:
    """Return the story of an entry in words."""
    story, found, own = entry.story, statuses(entry.story, entry.judgement, entry.analysis, codebook), entry.own
    written = story.published or story.when
    signed = signature(entry.view.own(entry.history))
    summary = story.summary or " ".join(span.text for span in (entry.analysis.summary if entry.analysis else ()))
    stakeholders = tuple(describe_stakeholders(entry))
    decided = [_concern(one, describe_decision(one, own), story) for one in found if one.decision]
    concerns = _once(stakeholders, [*decided, *(_concern(one, _suggested(one), story) for one in found if one.open)])
    return Description(
        id=story.id,
        title=_line(story.headline) or "Untitled",
        source=_line(story.source),
        author=_line(story.author),
        published=written.isoformat(timespec="seconds") if written else "",
        day=day(written, year=True) if written else "",
        url=_line(story.url),
        link=web_link(story.url),
        summary=_line(summary),
        stakeholders=stakeholders,
        decided=concerns[: len(decided)],
        open=concerns[len(decided) :],
        note=_paragraphs(entry.judgement.note),
        others=tuple(_others(entry, codebook)),
        notes=tuple(_notes(entry)),
        conflicts=tuple(describe_conflict(one, codebook, signed) for one in entry.conflicts),
    )


def _once(
    stakeholders: Iterable[DescribedStakeholder], concerns: Iterable[DescribedConcern]
) -> tuple[DescribedConcern, ...]:
    """Return the concerns with word of what has been quoted before, in the order of the page."""
    places: dict[str, str] = {}
    for stakeholder in stakeholders:
        places |= {one.quote: stakeholder.name for one in stakeholder.passages if one.quote not in places}
    told = []
    for concern in concerns:
        told.append(
            replace(
                concern, passages=tuple(replace(one, stands_at=places.get(one.quote, "")) for one in concern.passages)
            )
        )
        places = {one.quote: concern.label for one in concern.passages} | places
    return tuple(told)


def signature(held: Held) -> str:
    """Return how a coder last signed, for a page that others read: "nobody" for a coder without a name."""
    last = max(held.values(), key=lambda one: one.order, default=None)
    return describe_coder(last.who if last else "")


def _paragraphs(note: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in clean(note).split("\n") if line.strip())


def _others(entry: Entry, codebook: Codebook) -> Iterator[DescribedOther]:
    for who, held in entry.others.items():
        for name, one in held.items():
            if one.tag is not None and isinstance(one.value, Decision):
                said = describe_value(one.value) + describe_how(one)
                when = read_time(one.at)
                said += f", {day(when, year=True)}" if when else ""
                yield DescribedOther(describe_coder(who), sign_of(one.value), describe_field(name, codebook), said)


def _notes(entry: Entry) -> Iterator[DescribedNote]:
    for who, held in entry.others.items():
        if (note := held.get(NOTE)) and isinstance(note.value, str):
            yield DescribedNote(describe_coder(who), _paragraphs(note.value))


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
    more = ", ".join(decision.weight)
    return f"{said}; {more}" if more else said


def _line(text: str) -> str:
    return clean_line(text, 100_000)


def describe_stakeholders(entry: Entry) -> Iterator[DescribedStakeholder]:
    """Return the author's own first, then the suggested ones that the author does not name, and the coder's."""
    for one in involved(entry.story.stakeholders, entry.analysis.stakeholders if entry.analysis else ()):
        labels = tuple(_line(role_label(role)) for role in one.roles)
        kind = STAKEHOLDER_TYPES.get(one.type, _line(one.type))
        described = DescribedStakeholder(_line(one.name), kind, labels, isinstance(one, AuthorStakeholder))
        if isinstance(one, Stakeholder):
            described = replace(
                described,
                badges=tuple(map(_line, one.badges)),
                checked_by=_checked_by(one, entry),
                suggested=bool(one.by),
            )
            if one.added:
                described = _added(described, addition_of(one, entry), entry)
        yield described


def _checked_by(stakeholder: Stakeholder, entry: Entry) -> str:
    """Return the coder of an entry where that one said anything of a stakeholder in this story; else ""."""
    names = {name.casefold() for name in (stakeholder.name, *stakeholder.aliases)}
    for operation in entry.own.values():
        if operation.stakeholder in names and isinstance(operation.value, Correction):
            return describe_coder(operation.who)
    return signature(entry.own) if stakeholder.added else ""


def _added(stakeholder: DescribedStakeholder, operation: Operation | None, entry: Entry) -> DescribedStakeholder:
    said = operation.value if operation else None
    evidence = said.evidence if isinstance(said, Correction) else ()
    passages = tuple(_passage(one, entry.story, chosen=True) for one in looked_up(evidence, entry.story))
    who = describe_coder(operation.who) if operation else signature(entry.own)
    return replace(stakeholder, added_by=who, passages=passages)


def addition_of(stakeholder: Stakeholder, entry: Entry) -> Operation | None:
    """Return the operation by which the coder of an entry said that somebody is a stakeholder; None for nothing."""
    names = {name.casefold() for name in (stakeholder.name, *stakeholder.aliases)}
    for operation in entry.own.values():
        said, found = operation.value, operation.stakeholder
        if found is not None and isinstance(said, Correction) and said.added and {found, said.name.casefold()} & names:
            return operation
    return None


def _concern(status: ConcernStatus, said: str, story: Story) -> DescribedConcern:
    verdict = status.decision.verdict.value if status.decision else ""
    passages = tuple(_passage(one, story, chosen=_is_chosen(one, status)) for one in status.exported)
    return DescribedConcern(status.tag, _line(status.label), verdict, said, passages)


def _is_chosen(passage: Passage, status: ConcernStatus) -> bool:
    """Return whether a coder chose a passage. To accept a suggestion is to keep its passages, which are the machine's
    then; where the words are others now nobody knows what was suggested, and it is not passed off as the coder's."""
    decision = status.decision
    if decision is None or decision.rule or not status.rests_on_own:
        return False
    suggested = {one.span.text for one in status.suggestion.evidence} if status.suggestion else set()
    as_it_was = passage.state in (State.EXACT, State.MOVED)
    return decision.verdict is Verdict.TAGGED or (as_it_was and passage.quote.text not in suggested)


def _passage(passage: Passage, story: Story, *, chosen: bool) -> DescribedPassage:
    return DescribedPassage(_line(passage.quote.text), describe_fate(passage, story), chosen)


def describe_fate(passage: Passage, story: Story) -> str:
    """Return what has become of a passage: "" for nothing, "moved", "changed; now: “…”", "no longer in the text
    (changed 23 Nov 2026; it was in version 0f3a2b1c)"."""
    where = "title" if passage.quote.in_title else "text"
    match passage.state:
        case State.EXACT:
            return ""
        case State.CHANGED if passage.rewritten:
            return f"changed; now: “{_line(passage.rewritten)}”"
        case State.MOVED | State.CHANGED:
            return passage.state.value
        case State.UNCERTAIN:
            return f"uncertain: the {where} has these words, but perhaps not this passage"
    changed = f"changed {day(story.changed, year=True)}" if story.changed else ""
    version = f"it was in version {passage.version}" if passage.version else ""
    more = "; ".join(part for part in (changed, version) if part)
    return f"no longer in the {where}" + (f" ({more})" if more else "")


def _suggested(status: ConcernStatus) -> str:
    parts = (_line(status.suggested_by), "named by the author" if status.by_author else "")
    return ", ".join(part for part in parts if part)
