"""Rules: what is to be done with every story that a filter finds: tag it, star it, mark it as read, hide it.

A rule decides only what is undecided: it never changes what a user or another rule said. What was taken back is
undecided, so that a run that was undone can be made again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from civic.anchoring import in_order
from civic.codebook import Codebook, slug
from civic.fault import Fault
from civic.flags import FLAG_BY_FIELD, FLAGS
from civic.judgement import Decision, Value, Verdict, concern_field
from civic.naming import by_name
from civic.query import Query
from civic.query.match import Facts, matches
from civic.text import clean_line

_BY_RULE: Final = tuple(flag.field for flag in FLAGS if flag.by_rule)
"""The flags that a rule can set; it calls them by their fields."""
_TAG: Final = "tag"
_LONGEST: Final = {"name": 60, "when": 2000}


class RuleError(Fault):
    """A rule that can't be; the message says which and why."""


class Rule(Struct, frozen=True):
    """`do` has what is done with the stories that the filter `when` finds: "star", "read", "hide", and "tag CONCERN"
    for a concern of the codebook or a tag of the user's own. `off`: it is kept, and not run."""

    name: str
    when: str
    do: tuple[str, ...]
    off: bool = False

    @property
    def tags(self) -> tuple[str, ...]:
        """Return the tags that it gives."""
        return tuple(deed.partition(" ")[2] for deed in self.do if deed not in _BY_RULE)

    def words(self, codebook: Codebook) -> str:
        """Return what it does, as users read it: "tag Privacy & surveillance, star"."""
        tags = {f"{_TAG} {tag}": f"{_TAG} {codebook.label(codebook.tag(tag))}" for tag in self.tags}
        return ", ".join(tags.get(deed, deed) for deed in self.do)

    def to_table(self) -> dict[str, Any]:
        """Return the rule for a file."""
        table: dict[str, Any] = {"name": self.name, "when": self.when, "do": list(self.do)}
        return {**table, "off": True} if self.off else table


class Ready(Struct, frozen=True):
    """A rule with its filter read, the dates in it counted from now."""

    rule: Rule
    query: Query


class Effect(Struct, frozen=True):
    """What a rule changes on a story: a field and its new value."""

    rule: str
    story: str
    field: str
    value: Value


def rule_of(table: Mapping[str, Any]) -> Rule:
    """Return the rule that a table describes. Raises RuleError. Whether its filter can be read is seen when it is
    used."""
    name = clean_line(table["name"], _LONGEST["name"]) if isinstance(table.get("name"), str) else ""
    if not name:
        raise RuleError('A rule needs a name: write name = "…".')
    for part in table:
        if part not in ("name", "when", "do", "off"):
            raise RuleError(f"The rule {name!r} can't have {clean_line(part, 40)!r}: use name, when, do or off.")
    when, off = table.get("when"), table.get("off", False)
    if isinstance(when, str) and len(when) > _LONGEST["when"]:
        raise RuleError(f"The filter of the rule {name!r} is too long: use at most {_LONGEST['when']} characters.")
    if not isinstance(when, str) or not clean_line(when, _LONGEST["when"]):
        raise RuleError(f'The rule {name!r} needs a filter: write when = "…"; it would be done to every story.')
    if not isinstance(off, bool):
        raise RuleError(f"off of the rule {name!r} can't be {clean_line(repr(off), 40)}: write true or false.")
    return Rule(name, clean_line(when, _LONGEST["when"]), deeds(name, table.get("do")), off)


def deeds(name: str, written: object) -> tuple[str, ...]:
    """Return what a rule does, from a list or from one text with commas between. Raises RuleError."""
    parts = written.split(",") if isinstance(written, str) else written
    found = [_deed(name, part) for part in parts] if isinstance(parts, list) else []
    if not found:
        raise RuleError(f'The rule {name!r} does nothing: write do = ["tag privacy", "star", "read", "hide"].')
    return tuple(dict.fromkeys(found))


def _deed(name: str, written: object) -> str:
    words = clean_line(written, 120).split(maxsplit=1) if isinstance(written, str) else []
    if len(words) == 1 and words[0].casefold() in _BY_RULE:
        return words[0].casefold()
    if len(words) == 2 and words[0].casefold() == _TAG and (tag := slug(words[1])):
        return f"{_TAG} {tag}"
    shown = clean_line(str(written), 40)
    raise RuleError(f"The rule {name!r} can't do {shown!r}: use star, read, hide or tag with a concern: tag privacy.")


def effects(rules: Iterable[Ready], facts: Facts) -> Iterator[Effect]:
    """Return what the rules change on a story, one after the other: each one sees what those before it did."""
    for ready in rules:
        if ready.rule.off or not matches(ready.query, facts):
            continue
        for field, value in _wanted(ready.rule, facts):
            if facts.judgement.value(field) is None:
                yield Effect(ready.rule.name, facts.story.id, field, value)
                facts = replace(facts, judgement=facts.judgement.with_value(field, value))


def _wanted(rule: Rule, facts: Facts) -> Iterator[tuple[str, Value]]:
    for tag in dict.fromkeys(map(facts.view.tag, rule.tags)):
        found = facts.analysis.suggestion(tag) if facts.analysis else None
        spans = in_order(one.span for one in found.evidence) if found and found.suggested else ()
        yield concern_field(tag), Decision(Verdict.TAGGED, spans, rule=rule.name)
    for flag in _BY_RULE:
        if flag in rule.do:
            yield flag, True


def describe_effects(effects: Sequence[Effect], codebook: Codebook) -> str:
    """Return what effects come to, in words: "12 stories: 9 tagged Privacy & surveillance, 3 hidden"."""
    stories = len({effect.story for effect in effects})
    parts = [
        f"{count} {_done(field, codebook)}" for field, count in Counter(effect.field for effect in effects).items()
    ]
    return f"{stories} {'story' if stories == 1 else 'stories'}" + (f": {', '.join(parts)}" if parts else "")


def _done(field: str, codebook: Codebook) -> str:
    flag = FLAG_BY_FIELD.get(field)
    return flag.done if flag else f"tagged {codebook.label(field.partition(':')[2])}"


def find(rules: Iterable[Rule], name: str) -> Rule:
    """Return the rule of this name, or the only one that begins so. Raises RuleError."""
    rules = list(rules)
    found = by_name(rules, name)
    if found is None:
        names = ", ".join(rule.name for rule in rules) or "there are none yet"
        raise RuleError(f"There is no one rule {clean_line(name, 60)!r}: {names}.")
    return found
