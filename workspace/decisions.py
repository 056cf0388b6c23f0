"""What a decision on a story changes: the one place for it, called by the desk, the command line and the rules.

Duplicates: whoever reads or hides a story has done so for its whole duplicate group, whichever feed each copy came
by and whether or not a list shows them; for copies that come later, `civic.shared_flags` says how. A tag goes to the
one story; deciding on it means that its group was read. With `only`, nothing but the story itself changes. A star, a
note and a correction are always of the one story.

Each method plans: it returns the changes as a list of (story id, field, value) and writes nothing. `apply`, `follow`
and `write_note` write.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec.structs import replace

from civic.anchoring import TextVersion, in_order
from civic.codebook import Codebook
from civic.concern_status import (
    ConcernStatus,
    carried,
    decision,
    status_of,
    with_passage,
    with_passage_for,
    without_passage,
)
from civic.correction import EVERYWHERE, Correction
from civic.involved import involved
from civic.judgement import (
    CERTAINTIES,
    CODED,
    NOTE,
    READ,
    SEVERITIES,
    UNSAID,
    Decision,
    Value,
    Verdict,
    concern_field,
    stakeholder_field,
)
from civic.naming import spelt
from civic.notes import with_both
from civic.operation import Operation
from civic.shared_flags import SHARED
from civic.story import Span, Story
from civic.suggestions import Analysis
from workspace.ports import NO_RULES, Library
from workspace.undo.undo import Undo

if TYPE_CHECKING:
    from civic.rules import Effect

Change: TypeAlias = tuple[str, str, Value]
"""The id of a story, a field, and what it is to be set to (None: to nothing)."""

Weight: TypeAlias = Literal["severity", "certainty"]
"""What a coder says of a concern that holds."""
WEIGHTS: Final[Mapping[Weight, Sequence[str]]] = {"severity": SEVERITIES, "certainty": CERTAINTIES}
"""What can be said, from the weakest to the strongest."""

_MOST_LOOKED_AT: Final = 3000
"""So many stories are compared for duplicates before a decision: some two seconds. A library of a hundred thousand
that nobody has looked at would take minutes, and is looked at in the background of an open desk."""


class Decisions:
    """Plans changes of judgements, and writes them down.

    `analyse` returns the suggestions for a story; they are asked for only where a decision rests on them. `codebook`
    returns the codebook that holds.
    """

    def __init__(
        self, library: Library, analyse: Callable[[Story], Analysis], codebook: Callable[[], Codebook], undo: Undo
    ) -> None:
        self._library = library
        self._undo = undo
        self._analyse = analyse
        self._codebook = codebook

    def apply(
        self, changes: Sequence[Change], rules: Mapping[tuple[str, str], str] = NO_RULES, *, label: str
    ) -> list[Operation]:
        """Write changes as one step, which the user is shown as `label`; return the operations, one for each field that
        really changed. They are on disk then. `rules` names the rule that decided, by story id and field. Raises
        StorageError, and then nothing has changed."""
        return self._undo.judge(label, changes, rules) if changes else []

    def write_note(self, story: str, text: str, opened: str, *, label: str) -> list[Operation]:
        """Write the note of a story, which was `opened` as this, as one step; return the operations. Where another
        process has changed it meanwhile, both are kept (see `civic.notes`)."""
        with self._undo.step(label):
            there = self._library.judgement(story).note
            done = self.apply(self.note(story, with_both(opened, there, text)), label=label)
            if done and (was := str(done[-1].was or "")) != there:  # changed since this process last looked
                done += self.apply(self.note(story, with_both(opened, was, text)), label=label)
        return done

    def open_story(self, story: str) -> list[Operation]:
        """Write down that a story and its duplicates have been read, since it has been opened; return the operations.
        That is nothing to take back."""
        return self._library.judge(self.flag([story], READ, on=True))

    def know_duplicates(self) -> bool:
        """Find the duplicates among the newest stories that nobody has looked at, so that decisions are for whole
        groups; return whether all stories of the library have been looked at now. For a worker thread."""
        return self._library.find_copies(_MOST_LOOKED_AT)

    def group_of(self, story: str) -> list[str]:
        """Return the ids of a story's duplicate group, the story itself first."""
        number, keys = self._library.copies(story)
        if number is None:
            return [story]
        return [story, *(row.id for row in self._library.rows(keys) if row.id != story)]

    # flags

    def flag(self, stories: Iterable[str], field: str, *, on: bool, only: bool = False) -> list[Change]:
        """Plan to set or clear a flag (READ, STAR, HIDE, APART) of stories."""
        value = True if on else None
        whole = field in SHARED and not only
        return [(one, field, value) for story in stories for one in (self.group_of(story) if whole else [story])]

    def toggle_flag(self, stories: Sequence[str], field: str) -> list[Change]:
        """Plan to set a flag of those stories that lack it, or to clear it where all of them have it."""
        lacking = [story for story in stories if not self._library.judgement(story).value(field)]
        return self.flag(lacking or stories, field, on=bool(lacking))

    def code(self, stories: Iterable[str], *, on: bool) -> list[Change]:
        """Plan to be done with stories, which have been read then, or not to be. Each is done with by itself: its
        duplicates are only read."""
        found = list(stories)
        changes: list[Change] = [(story, CODED, True if on else None) for story in found]
        return [*changes, *(self.flag(found, READ, on=True) if on else ())]

    def toggle_coded(self, stories: Sequence[str]) -> list[Change]:
        """Plan to be done with those stories that the user is not done with, or not to be where they are with all."""
        lacking = [story for story in stories if not self._library.judgement(story).coded]
        return self.code(lacking or stories, on=bool(lacking))

    # concerns

    def decide(self, story: Story, tag: str, verdict: Verdict | None = None, *, only: bool = False) -> list[Change]:
        """Plan a verdict on a concern, resting on the evidence that it was suggested by. Without a verdict the concern
        is to hold: accepted where it is suggested, else tagged."""
        return self.with_read([self._of(story, tag, lambda status: decision(status, verdict))], only=only)

    def tag_passage(
        self, story: Story, tag: str, passage: Span, verdict: Verdict | None = Verdict.TAGGED, *, only: bool = False
    ) -> list[Change]:
        """Plan a tag with a passage of the text as evidence, beside the passages that it rests on already."""
        return self.with_read([self._of(story, tag, lambda status: with_passage(status, passage, verdict))], only=only)

    def weighed(self, changes: Sequence[Change], *, severity: str = "", certainty: str = "") -> list[Change]:
        """Return the changes with this severity and certainty in each decision; "" leaves what it has, UNSAID takes it
        back. A rejected one has neither."""

        def weigh(held: Decision) -> Decision:
            said = severity or held.severity, certainty or held.certainty
            now = ["" if one == UNSAID else one for one in said]
            return replace(held, severity=now[0], certainty=now[1])

        return [
            (story, field, weigh(value) if isinstance(value, Decision) and value.verdict.holds else value)
            for story, field, value in changes
        ]

    def turn(self, stories: Sequence[str], tag: str, weight: Weight, passage: Span | None = None) -> list[Change]:
        """Plan the next severity or certainty of a concern of stories: the strongest first, nothing after the weakest.
        Where it does not hold it is tagged with it; `passage` becomes evidence of it. Stories that differ in what was
        said of it begin alike."""
        found = list(filter(None, map(self._library.story, stories)))
        now = {self._said(story.id, tag, weight) for story in found}
        value = next_said(now.pop() if len(now) == 1 else "", weight)

        def turned(status: ConcernStatus) -> Decision:
            held = with_passage(status, passage, Verdict.TAGGED) if passage else decision(status)
            return _saying(held, weight, value)

        return self.with_read([self._of(story, tag, turned) for story in found])

    def turn_held(self, story: str, tag: str, weight: Weight) -> list[Change]:
        """Plan the same where the concern holds; of one that is open or rejected there is nothing to say."""
        return self.turn([story], tag, weight) if tag in self._library.judgement(story).tags else []

    def _said(self, story: str, tag: str, weight: Weight) -> str:
        held = self._library.judgement(story).concerns.get(tag)
        return (held.severity if weight == "severity" else held.certainty) if held and held.verdict.holds else ""

    def untag(self, stories: Iterable[str], tag: str, *, only: bool = False) -> list[Change]:
        """Plan to take back whatever was decided on a concern of stories."""
        return self.with_read([(story, concern_field(tag), None) for story in stories], only=only)

    def toggle_tag(self, stories: Sequence[str], tag: str, *, remove: bool = True) -> list[Change]:
        """Plan to tag stories, each with the evidence of its suggestion; or, with `remove`, to untag them where all
        have the tag."""
        without = [story for story in stories if tag not in self._library.judgement(story).tags]
        if not without and remove:
            return self.untag(stories, tag)
        found = filter(None, map(self._library.story, without))
        return self.with_read([self._of(story, tag, decision) for story in found])

    def drop_passage(self, story: Story, tag: str, quote: Span, *, only: bool = False) -> list[Change]:
        """Plan that a concern rests on one passage less, named as it was chosen; nothing where it rests on no such
        one."""
        left = without_passage(self._status(story, tag), quote)
        return self.with_read([(story.id, concern_field(tag), left)], only=only) if left else []

    def replace_passage(
        self, story: Story, tag: str, quote: Span, passage: Span, *, only: bool = False
    ) -> list[Change]:
        """Plan that a concern rests on a passage in the place of another, which is named as it was chosen."""
        return self.with_read([self._of(story, tag, lambda one: with_passage_for(one, quote, passage))], only=only)

    def _status(self, story: Story, tag: str) -> ConcernStatus:
        return status_of(tag, story, self._library.judgement(story.id), self._analyse(story), self._codebook())

    def _of(self, story: Story, tag: str, decide: Callable[[ConcernStatus], Decision]) -> Change:
        return story.id, concern_field(tag), anchored(decide(self._status(story, tag)), story)

    def with_read(self, changes: Sequence[Change], *, only: bool = False) -> list[Change]:
        """Return the changes, and that the groups of the stories are read whose concerns they decide on."""
        decided = dict.fromkeys(story for story, field, _ in changes if field.startswith(concern_field("")))
        return [*changes, *self.flag(decided, READ, on=True, only=only)]

    def judge_duplicates(self, story: str) -> list[Change]:
        """Plan to decide on the other stories of a group as on this one: its concerns, with those passages that their
        texts have too, its star, and whether it is read or hidden."""
        judgement = replace(self._library.judgement(story), note="", apart=False, coded=False, stakeholders={})
        others = filter(None, map(self._library.story, self.group_of(story)[1:]))
        return [
            (other.id, field, anchored(value, other)) for other in others for field, value in carried(judgement, other)
        ]

    # notes and stakeholders

    def note(self, story: str, text: str) -> list[Change]:
        """Plan the note of a story; an empty text takes it away."""
        return [(story, NOTE, text or None)]

    def correct(self, where: str, name: str, correction: Correction) -> list[Change]:
        """Plan a correction of a stakeholder in a story, or EVERYWHERE, on top of what was corrected there before. One
        that is added to a story which names it, whatever the case and accents, is called as it is there, and where no
        passage is given or was before, it rests on the evidence that it was suggested by."""
        story = self._library.story(where) if correction.added else None
        suggested = self._analyse(story).stakeholders if story else ()
        if story:
            name = spelt(name, involved(story.stakeholders, suggested)) or name
            correction = replace(correction, name=name)
        field = stakeholder_field(name)
        held = self._library.judgement(where).value(field)
        if not (correction.evidence or (isinstance(held, Correction) and held.evidence)):
            spans = (span for one in suggested if one.by and spelt(name, [one]) for span in one.evidence)
            correction = replace(correction, evidence=in_order(spans))
        said = held.then(correction) if isinstance(held, Correction) else correction
        return [(where, field, anchored(said, story) if story else said)]

    def uncorrect(self, story: str | None, name: str) -> list[Change]:
        """Plan to take back all corrections of a stakeholder, EVERYWHERE and in a story, also of those that are called
        by this name only after a correction."""
        places = [EVERYWHERE, *([story] if story else [])]
        corrections = [
            (where, found, one)
            for where in places
            for found, one in self._library.judgement(where).stakeholders.items()
        ]
        names = {name.casefold()}
        while more := {found for _, found, one in corrections if one.name.casefold() in names} - names:
            names |= more
        return [(where, stakeholder_field(found), None) for where, found, _ in corrections if found in names]

    # rules

    def with_consequences(self, effects: "Iterable[Effect]") -> "list[Effect]":
        """Return the effects of rules, and what they entail: a copy is read or hidden with its story, and whoever tags
        a story has read its group. Each names the rule that it comes from; what is so already is left out."""
        found: dict[tuple[str, str], Effect] = {}
        for effect in effects:
            if effect.field in SHARED:
                planned = self.flag([effect.story], effect.field, on=bool(effect.value))
            else:
                planned = self.with_read([(effect.story, effect.field, effect.value)])
            for story, field, value in planned:
                if self._library.judgement(story).value(field) != value:
                    found.setdefault((story, field), replace(effect, story=story, field=field, value=value))
        return list(found.values())

    def follow(self, effects: "Iterable[Effect]", label: str) -> list[Operation]:
        """Write what rules change, and what that entails, as one step of this name: as if a user had made each of their
        decisions, each with the name of its rule. Returns the operations. Raises StorageError, and then nothing has
        changed."""
        found = self.with_consequences(effects)
        changes = [(one.story, one.field, one.value) for one in found]
        return self.apply(changes, {(one.story, one.field): one.rule for one in found}, label=label)


def anchored(value: Value, story: Story) -> Value:
    """Return a value whose passages have their context, where they fit the text or title that the story has now."""
    if isinstance(value, Decision | Correction) and value.evidence:
        text, title = TextVersion(story.text), TextVersion(story.title)
        spans = [(title if span.in_title else text).anchor([span])[0] for span in value.evidence]
        return replace(value, evidence=tuple(spans))
    return value


def next_said(now: str, weight: Weight) -> str:
    """Return the severity or certainty after this one: from the strongest to the weakest, then "", then anew."""
    choices = ("", *reversed(WEIGHTS[weight]))
    return choices[(choices.index(now) + 1) % len(choices)]


def _saying(held: Decision, weight: Weight, value: str) -> Decision:
    return replace(held, severity=value) if weight == "severity" else replace(held, certainty=value)
