"""rules: what is done with stories that a filter finds; kept, shown, tried and run without the screen."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from civic.judgement import Decision
from civic.query import asks_for_suggestions
from civic.rules import Effect, Rule, RuleError, describe_effects, find, rule_of
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    QUIET,
    TAKES_BACK,
    WRONG_USE,
    CommandError,
    Parsers,
    command,
    complain,
    group,
    print_json,
    progress,
    progress_ends,
    say,
)
from cli.pager import print_lines

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the commands to the parser."""
    inner = group(parsers, "rules", ABOUT["rules"])
    command(inner, "list", list_rules, "list the rules in the order in which they are run")
    parser = command(inner, "add", add_rule, "keep a rule; it is run on what comes from then on")
    parser.add_argument("name", metavar="NAME", help="what the rule is called")
    parser.add_argument("query", nargs="+", metavar="QUERY", help="which stories it is about: a filter, as in the desk")
    parser.add_argument(
        "--do",
        action="append",
        required=True,
        metavar="DEED",
        help="'tag CONCERN', star, read or hide; may be repeated",
    )
    parser.add_argument("--off", action="store_true", help="keep it, and do not run it")
    parser = command(inner, "remove", remove_rule, "remove a rule; what it did stays")
    parser.add_argument("name", metavar="NAME", help="its name, or the beginning of it")
    parser = command(inner, "run", run_rules, "run the rules on all stories that are here")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these rules (usually all)")
    parser.add_argument("--dry-run", action="store_true", help="change nothing, and say what would be")


def list_rules(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Print a line a rule: name, filter, what it does."""
    rules, codebook = workspace.rules.all(), workspace.codebook
    if arguments.json:
        print_json([{**rule.to_table(), "off": rule.off} for rule in rules])
        return DONE
    print_lines(
        f"{rule.name}: when {rule.when} do {rule.words(codebook)}{' (off)' if rule.off else ''}" for rule in rules
    )
    return DONE


def add_rule(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Keep a rule, once its filter is seen to be one."""
    table = {"name": arguments.name, "when": " ".join(arguments.query), "do": arguments.do, "off": arguments.off}
    try:
        rule = rule_of(table)
        workspace.rules.keep(rule)
    except RuleError as error:
        raise CommandError(str(error), WRONG_USE) from error
    if arguments.json:
        print_json({**rule.to_table(), "off": rule.off})
    else:
        say(f"Kept the rule {rule.name}: {rule.words(workspace.codebook)}.")
    return DONE


def remove_rule(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Remove a rule."""
    rule = find(workspace.rules.all(), arguments.name)
    workspace.rules.remove(rule.name)
    if arguments.json:
        print_json({"removed": rule.name})
    else:
        say(f"Removed the rule {rule.name}. {TAKES_BACK}")
    return DONE


def run_rules(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Change what the rules say, and what that entails for duplicates, as one step; or print what that would be."""
    rules = [find(workspace.rules.all(), name) for name in arguments.names] or list(workspace.rules.all())
    ready = [workspace.rules.ready(rule) for rule in rules]
    if any(asks_for_suggestions(one.query) for one in ready):
        workspace.suggestions.complete()
    effects = workspace.rules.effects(ready, _report)
    progress_ends()
    if effects:
        effects = workspace.rules.consequences(effects)
    if not arguments.dry_run:
        workspace.rules.apply(effects, _label(rules))
    if arguments.json:
        print_json([_as_json(effect) for effect in effects])
    else:
        _print(effects, workspace, dry_run=arguments.dry_run)
    if not rules:
        complain("There are no rules yet: civicdesk rules add NAME QUERY --do hide.")
    return DONE


def _label(rules: "Sequence[Rule]") -> str:
    return f"ran the rule “{rules[0].name}”" if len(rules) == 1 else f"ran {len(rules)} rules"


def _print(effects: Sequence[Effect], workspace: "Workspace", *, dry_run: bool) -> None:
    if dry_run or not QUIET.get():
        print_lines(f"{effect.story}  {effect.rule}: {_deed(effect)}" for effect in effects)
    say(f"{'Would change' if dry_run else 'Changed'} {describe_effects(effects, workspace.codebook)}.")


def _report(done: int, total: int) -> bool:
    progress(f"{done} of {total} stories looked at")
    return True


def _deed(effect: Effect) -> str:
    return f"tag {effect.field.partition(':')[2]}" if isinstance(effect.value, Decision) else effect.field


def _as_json(effect: Effect) -> dict[str, Any]:
    return {"rule": effect.rule, "story": effect.story, "do": _deed(effect)}
