"""Whom a person has set up to ask for a second opinion, and how an opinion is got: kept ones first, and nothing leaves
this machine without leave."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from civic.fault import Fault
from civic.second_opinion import SecondOpinion
from civic.story import Story
from civic.text import clean_line
from storage.files.places import Places
from storage.settings.config import Settings
from storage.settings.providers import names_with_environment, with_environment

if TYPE_CHECKING:  # what asks costs time to import, and few sessions ask
    from assist.provider import Provider

PROVIDERS: Final = ("llm", "nlp")
"""The names by which extras are asked for."""


def set_up(settings: Settings, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The extras that have a model to ask, by the settings and the environment."""
    models = (with_environment(settings.llm, environ).model, names_with_environment(settings.nlp, environ).model)
    return [name for name, model in zip(PROVIDERS, models, strict=True) if model]


def provider(name: str, places: Places, settings: Settings, environ: Mapping[str, str] = os.environ) -> "Provider":
    """The extra of this name, ready to be entered. Raises a Fault that says how to set it up."""
    if name not in set_up(settings, environ):
        what = "language model" if name == "llm" else "spaCy model"
        raise Fault(
            f'No {what} is set up: write model = "NAME" under [{name}] in {clean_line(str(places.settings), 300)}.'
        )
    if name == "nlp":
        from assist.nlp import Nlp

        return Nlp(names_with_environment(settings.nlp, environ).model)
    from assist.endpoint import LOCAL, Endpoint
    from assist.llm import Llm

    llm = with_environment(settings.llm, environ)
    url = llm.url or LOCAL
    return Llm(Endpoint.of(url, llm.model, llm.key, seconds=llm.timeout, plain_http=llm.plain_http))


def may_leave(settings: Settings, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the settings allow commands to send stories to another machine."""
    return with_environment(settings.llm, environ).consent


def leaving(asked: "Provider", story: Story) -> str:
    """What is about to leave and where to, as a sentence."""
    number = asked.sent(story.text) + len(story.title)
    rest = " (the beginning)" if asked.sent(story.text) < len(story.text) else ""
    model = asked.badge.partition(" ")[2]
    name = clean_line(story.headline, 60)
    return f"{number:,} characters of “{name}”{rest} go to {asked.where}, to the model {model}."


def describe_opinion(opinion: SecondOpinion) -> str:
    """What came of asking, as a sentence."""
    concerns, stakeholders = len(opinion.concerns), len(opinion.stakeholders)
    found = f"{_counted(concerns, 'concern')}, {_counted(stakeholders, 'stakeholder')}"
    if not opinion.dropped:
        return f"{opinion.by}: {found}."
    were = "suggestion was" if opinion.dropped == 1 else "suggestions were"
    why = "not borne out by the text to the letter, or unknown to the codebook"
    return f"{opinion.by}: {found}; {opinion.dropped} more {were} dropped: {why}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else noun + 's'}"
