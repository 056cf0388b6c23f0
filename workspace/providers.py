"""Which providers of second opinions the user has set up, and what is said before and after one is asked."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from assist import registry
from assist.registry import Setup
from civic.fault import Fault
from civic.second_opinion import SecondOpinion
from civic.story import Story
from civic.text import clean_line
from storage.files.places import Places
from storage.settings.config import Settings
from storage.settings.providers import names_with_environment, with_environment

if TYPE_CHECKING:  # what asks costs time to import, and few sessions ask
    from assist.provider import Provider

PROVIDERS: Final = tuple(registry.PROVIDERS)
"""The names by which providers are asked for."""


def set_up(settings: Settings, environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names of the providers that have a model to ask, by the settings and the environment."""
    setups = _setups(settings, environ)
    return [name for name in PROVIDERS if setups[name].model]


def provider(name: str, places: Places, settings: Settings, environ: Mapping[str, str] = os.environ) -> "Provider":
    """Return the provider of this name, ready to be entered. Raises a Fault that says how to set it up."""
    kind, setup = registry.PROVIDERS[name], _setups(settings, environ)[name]
    if not setup.model:
        where = clean_line(str(places.settings), 300)
        what = f'No {kind.model} is set up: write model = "NAME" under [{name}] in {where}'
        raise Fault(f"{what}; a desk that is open reads that at its next start.")
    return kind.make(setup)


def _setups(settings: Settings, environ: Mapping[str, str]) -> Mapping[str, Setup]:
    """Return how each provider of the registry is set up, by its name."""
    llm, nlp = with_environment(settings.llm, environ), names_with_environment(settings.nlp, environ)
    return {
        "llm": Setup(llm.model, llm.url, llm.key, seconds=llm.timeout, plain_http=llm.plain_http),
        "nlp": Setup(nlp.model),
    }


def may_leave(settings: Settings, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the settings allow commands to send stories to another machine."""
    return with_environment(settings.llm, environ).consent


def leaving(asked: "Provider", story: Story) -> str:
    """Describe what is about to leave this machine, and where to, in a sentence."""
    number = asked.sent(story.text) + len(story.title)
    rest = " (the beginning)" if asked.sent(story.text) < len(story.text) else ""
    model = asked.badge.partition(" ")[2]
    name = clean_line(story.headline, 60)
    return f"{number:,} characters of “{name}”{rest} go to {asked.where}, to the model {model}."


def describe_opinion(opinion: SecondOpinion) -> str:
    """Describe what came of asking, in a sentence."""
    concerns, stakeholders = len(opinion.concerns), len(opinion.stakeholders)
    found = f"{_counted(concerns, 'concern')}, {_counted(stakeholders, 'stakeholder')}"
    if not opinion.dropped:
        return f"{opinion.by}: {found}."
    were = "suggestion was" if opinion.dropped == 1 else "suggestions were"
    why = "not borne out by the text to the letter, or unknown to the codebook"
    return f"{opinion.by}: {found}; {opinion.dropped} more {were} dropped: {why}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"
