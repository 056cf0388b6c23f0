"""Rules: kept, tried and run, on what has just come and on everything that they find."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from civic.fault import Fault
from civic.judgement import Decision, Operation
from civic.query import EVEN_HIDDEN, And, Or, asks_for_suggestions, parse
from civic.rules import Effect, Ready, Rule, RuleError, effects
from storage.files.places import Places
from storage.library.library import Library
from storage.settings.rules import keep as keep_rule
from storage.settings.rules import load
from storage.settings.rules import remove as remove_rule
from workspace.clock import utc_now
from workspace.decisions import Decisions
from workspace.suggestions import Suggestions

_ALL = 1 << 40
_AT_ONCE = 500


class Rules:
    """The user's rules. Methods raise a `Fault`."""

    def __init__(self, places: Places, library: Callable[[], Library], suggestions: Callable[[], Suggestions],
                 decisions: Callable[[], Decisions]) -> None:  # fmt: skip
        self._places = places
        self._library = library
        self._suggestions = suggestions
        self._decisions = decisions

    def all(self) -> tuple[Rule, ...]:
        """Return the rules as the file stands now, in the order in which they run."""
        return load(self._places).rules

    def keep(self, rule: Rule) -> None:
        """Keep a rule, in the place of one of the same name. Raises QueryError for a filter that can't be read."""
        self.ready(rule)
        keep_rule(self._places, rule)

    def remove(self, name: str) -> None:
        """Remove a rule; what it did stays."""
        remove_rule(self._places, name)

    def ready(self, rule: Rule) -> Ready:
        """The rule with its filter read, dates as of now. Raises RuleError."""
        try:
            return Ready(rule, parse(rule.when, utc_now().astimezone()))
        except Fault as fault:
            raise RuleError(f"The rule {rule.name!r} can't be run: {fault}") from fault

    def effects(self, rules: Sequence[Ready], going_on: Callable[[int, int], bool]) -> list[Effect]:
        """What these rules would change, on every story that one of them finds. For a worker thread; `going_on` is
        told how many of how many stories are looked at, and says whether to go on."""
        found = And((Or(tuple(ready.query for ready in rules)), EVEN_HIDDEN))
        keys = self._library().search(found, limit=_ALL) if rules else []
        changed: list[Effect] = []
        for start in range(0, len(keys), _AT_ONCE):
            if not going_on(start, len(keys)):
                return []
            rows = self._library().rows(keys[start : start + _AT_ONCE])
            changed += self._on(rules, (row.id for row in rows))
        return changed

    def apply(self, changes: Iterable[Effect]) -> list[Operation]:
        """Have the effects of rules on disk, as one step."""
        decisions = self._decisions()
        return decisions.apply(decisions.follow(changes))

    def run_on(self, stories: Sequence[str]) -> list[Operation]:
        """Run the rules on stories that have just come. A rule that can't be run is passed over: what it says of
        itself is among the notices."""
        rules, _ = self.runnable() if stories else ([], ())
        return self.apply(self._on(rules, stories)) if rules else []

    def runnable(self) -> tuple[list[Ready], tuple[str, ...]]:
        """The rules that can be run, and sentences about what can't be read or run."""
        found = load(self._places)
        rules, told = [], list(found.problems)
        for rule in found.rules:
            try:
                rules.append(self.ready(rule))
            except RuleError as error:
                told.append(str(error))
        return rules, tuple(told)

    def _on(self, rules: Sequence[Ready], stories: Iterable[str]) -> Iterator[Effect]:
        """What the rules change on these stories. The suggestions of a story are worked out where a rule asks for them,
        and for what a tag rests on; not for every story that no rule is about."""
        by_suggestions = any(asks_for_suggestions(ready.query) for ready in rules)
        for story in self._library().stories(stories):
            facts = self._library().facts(story)
            if by_suggestions or any(isinstance(one.value, Decision) for one in effects(rules, facts)):
                facts = replace(facts, analysis=self._suggestions().of(story))
            yield from effects(rules, facts)
