"""rules: what is done with stories that a filter finds; kept, shown, tried and run without the screen."""

import argparse
from typing import TYPE_CHECKING, Any

from civic.codebook import in_force
from civic.judgement import Decision
from civic.query import asks_for_suggestions
from civic.rules import Effect, RuleError, find, rule_of, told
from cli.common import (
    DONE,
    WRONG_USE,
    CommandError,
    Parsers,
    add_json,
    add_places,
    command,
    complain,
    print_json,
    progress,
    progress_ends,
    say,
)

if TYPE_CHECKING:
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Name the commands."""
    group = parsers.add_parser("rules", help="tag, star, read or hide what a filter finds, also what is still to come")
    add_places(group)
    inner = group.add_subparsers(title="commands", metavar="COMMAND", required=True)
    parser = command(inner, "list", list_rules, "list the rules in the order in which they are run")
    add_json(parser)
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
    add_json(parser)


def list_rules(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """A line a rule: name, filter, what it does."""
    rules = workspace.rules.all()
    if arguments.json:
        print_json([{**rule.to_table(), "off": rule.off} for rule in rules])
    for rule in () if arguments.json else rules:
        print(f"{rule.name}: when {rule.when} do {rule.words(in_force())}{' (off)' if rule.off else ''}")
    return DONE


def add_rule(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Keep the rule, once its filter is seen to be one."""
    table = {"name": arguments.name, "when": " ".join(arguments.query), "do": arguments.do, "off": arguments.off}
    try:
        rule = rule_of(table)
        workspace.rules.keep(rule)
    except RuleError as error:
        raise CommandError(str(error), WRONG_USE) from error
    say(f"Kept the rule {rule.name}: {rule.words(in_force())}.")
    return DONE


def remove_rule(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Remove a rule."""
    rule = find(workspace.rules.all(), arguments.name)
    workspace.rules.remove(rule.name)
    say(f"Removed the rule {rule.name}.")
    return DONE


def run_rules(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Change what the rules say, as one step; or say what that would be."""
    rules = [find(workspace.rules.all(), name) for name in arguments.names] or list(workspace.rules.all())
    ready = [workspace.rules.ready(rule) for rule in rules]
    if any(asks_for_suggestions(one.query) for one in ready):
        workspace.suggestions.complete()
    effects = workspace.rules.effects(ready, _tell)
    progress_ends()
    if not arguments.dry_run:
        workspace.rules.apply(effects)
    if arguments.json:
        print_json([_as_json(effect) for effect in effects])
    else:
        for effect in effects if arguments.dry_run else ():
            print(f"{effect.story}  {effect.rule}: {_deed(effect)}")
        say(f"{'Would change' if arguments.dry_run else 'Changed'} {told(effects, in_force())}.")
    if not rules:
        complain("there are no rules yet: civicdesk rules add NAME QUERY --do hide.")
    return DONE


def _tell(done: int, total: int) -> bool:
    progress(f"{done} of {total} stories looked at")
    return True


def _deed(effect: Effect) -> str:
    return f"tag {effect.field.partition(':')[2]}" if isinstance(effect.value, Decision) else effect.field


def _as_json(effect: Effect) -> dict[str, Any]:
    return {"rule": effect.rule, "story": effect.story, "do": _deed(effect)}
