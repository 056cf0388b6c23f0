"""The user's rules, `rules.toml` in the config folder; they are run in the order of the file.

[[rule]]
name = "Football"
when = "football -technology"
do = ["read", "hide"]                     # star, tag privacy
off = false
"""

from __future__ import annotations  # what only types name is not imported: every command waits for this module

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.files.places import Places
from storage.settings.toml_tables import AboutTo, Named, say_nothing

if TYPE_CHECKING:
    from civic.rules import Rule


class Found(NamedTuple):
    """A list of rules, and sentences for what of the file was not understood."""

    rules: tuple[Rule, ...] = ()
    problems: tuple[str, ...] = ()


def file(places: Places) -> Named[Rule]:
    """Return the file of these places, for whoever changes its tables as they are."""
    return Named(places.rules, "rule", _rule_of)


def _rule_of(table: Mapping[str, Any]) -> Rule:
    from civic.rules import rule_of  # where there are no rules, nothing that runs them is needed

    return rule_of(table)


def load(places: Places) -> Found:
    """Return the rules of these places; never fails."""
    rules, problems = file(places).load()
    return Found(tuple(rules), problems)


def keep(places: Places, rule: Rule, about_to: AboutTo = say_nothing) -> None:
    """Write a rule down, in the place of one of the same name, at the end. Raises StorageError."""
    file(places).keep(rule.name, rule.to_table(), about_to)


def remove(places: Places, name: str, about_to: AboutTo = say_nothing) -> None:
    """Remove a rule from the file. What it did stays. Raises StorageError."""
    file(places).remove(name, about_to)
