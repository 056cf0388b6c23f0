"""Rules: kept, tried and run, on what has just come and on everything that they find."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from civic.codebook import Codebook
from civic.fault import Fault
from civic.judgement import Decision
from civic.operation import Operation
from civic.query import EVEN_HIDDEN, And, Or, asks_for_suggestions, parse, with_tags
from civic.rules import Effect, Ready, Rule, RuleError, effects
from storage.files.places import Places
from storage.settings.rules import keep as keep_rule
from storage.settings.rules import load
from storage.settings.rules import remove as remove_rule
from workspace.clock import utc_now
from workspace.decisions import Decisions, anchored
from workspace.ports import Library
from workspace.suggestions import Suggestions
from workspace.undo.settings import text_part
from workspace.undo.undo import Undo

ON_NEW = "rules on what came"
"""What the step is called that rules make on new stories."""
_ALL = 1 << 40
_AT_ONCE = 500


class Rules:
    """The user's rules. Methods raise a `Fault`."""

    def __init__(self, places: Places, library: Callable[[], Library], suggestions: Callable[[], Suggestions],
                 decisions: Callable[[], Decisions], undo: Undo,
                 codebook: Callable[[], Codebook] = Codebook) -> None:  # fmt: skip
        """`codebook` returns the one by which tags are named in filters."""
        self._undo = undo
        self._codebook = codebook
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
        with self._undo.step(f"kept the rule “{rule.name}”") as step:
            keep_rule(self._places, rule, lambda *texts: step.add([text_part("rules", rule.name, *texts)]))

    def remove(self, name: str) -> None:
        """Remove a rule; what it did stays."""
        with self._undo.step(f"removed the rule “{name}”") as step:
            remove_rule(self._places, name, lambda *texts: step.add([text_part("rules", name, *texts)]))

    def ready(self, rule: Rule) -> Ready:
        """Return the rule with its filter parsed, dates as of now. Raises RuleError."""
        try:
            query = parse(rule.when, utc_now().astimezone())
            return Ready(rule, with_tags(query, self._codebook().names))
        except Fault as fault:
            raise RuleError(f"The rule {rule.name!r} can't be run: {fault}") from fault

    def effects(self, rules: Sequence[Ready], going_on: Callable[[int, int], bool]) -> list[Effect]:
        """Return what these rules would change, on every story that one of them finds, without what that entails. For a
        worker thread. `going_on` is called with how many of how many stories have been examined, and returns whether to
        go on; where it says no, nothing is returned."""
        found = And((Or(tuple(ready.query for ready in rules)), EVEN_HIDDEN))
        keys = self._library().search(found, limit=_ALL) if rules else []
        changed: list[Effect] = []
        for start in range(0, len(keys), _AT_ONCE):
            if not going_on(start, len(keys)):
                return []
            rows = self._library().rows(keys[start : start + _AT_ONCE])
            changed += self._on(rules, (row.id for row in rows))
        return changed

    def consequences(self, effects: Iterable[Effect]) -> list[Effect]:
        """Return the effects and what they entail for duplicates. For a worker thread."""
        return self._with_groups_known().with_consequences(effects)

    def apply(self, effects: Iterable[Effect], label: str) -> list[Operation]:
        """Write the effects of rules, and what they entail, as one step of this name; return the operations. For a
        worker thread."""
        wanted = list(effects)
        if not wanted:  # then nobody needs to know which stories are duplicates
            return []
        return self._with_groups_known().follow(wanted, label)

    def _with_groups_known(self) -> Decisions:
        """Return what decides, once the duplicates among the stories that just came are found."""
        decisions = self._decisions()
        decisions.know_duplicates()
        return decisions

    def run_on(self, stories: Sequence[str]) -> list[Operation]:
        """Run the rules on stories that have just come; return the operations. A rule that can't be run is passed over:
        its problem is among the notices. For a worker thread."""
        rules, _ = self.runnable() if stories else ([], ())
        return self.apply(self._on(rules, stories), ON_NEW) if rules else []

    def runnable(self) -> tuple[list[Ready], tuple[str, ...]]:
        """Return the rules that can be run, and sentences about what can't be read or run."""
        found = load(self._places)
        rules, problems = [], list(found.problems)
        for rule in found.rules:
            try:
                rules.append(self.ready(rule))
            except RuleError as error:
                problems.append(str(error))
        return rules, tuple(problems)

    def _on(self, rules: Sequence[Ready], stories: Iterable[str]) -> Iterator[Effect]:
        """Yield what the rules change on these stories. The suggestions of a story are worked out where a rule asks for
        them, and for what a tag rests on; not for every story that no rule is about."""
        by_suggestions = any(asks_for_suggestions(ready.query) for ready in rules)
        for story in self._library().stories(stories):
            facts = self._library().facts(story)
            if by_suggestions or any(isinstance(one.value, Decision) for one in effects(rules, facts)):
                facts = replace(facts, analysis=self._suggestions().of(story))
            for effect in effects(rules, facts):
                yield replace(effect, value=anchored(effect.value, story))
