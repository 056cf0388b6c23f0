"""ask: a second opinion on a story, from the language model or spaCy's model that the user has set up."""

import argparse
import asyncio
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

from civic.codebook import role_label
from civic.second_opinion import SecondOpinion
from civic.story import Story
from civic.text import clean_line
from cli.commands.registry import ABOUT
from cli.common import (
    DONE,
    WRONG_USE,
    CommandError,
    Parsers,
    command,
    complain,
    find_story,
    print_json,
    progress,
    progress_ends,
    remark,
)
from cli.pager import print_lines
from workspace.providers import PROVIDERS, describe_opinion, leaving, may_leave, provider, set_up

if TYPE_CHECKING:
    from civic.codebook import Codebook
    from workspace.workspace import Workspace


def add_to(parsers: Parsers) -> None:
    """Add the command to the parser."""
    parser = command(parsers, "ask", ask_of_story, ABOUT["ask"])
    parser.add_argument("id", metavar="ID", help="the story's id, or the beginning of it")
    add_with(parser)


def add_with(parser: argparse.ArgumentParser) -> None:
    """Add whom to ask, and leave to send texts to another machine."""
    parser.add_argument(
        "--with",
        dest="whom",
        choices=PROVIDERS,
        help="ask the language model (llm) or spaCy for names (nlp), as set up",
    )
    parser.add_argument("--yes", action="store_true", help="send texts to another machine without asking")


class Asking:
    """A provider, asked from a command: `with Asking(workspace, "llm", yes=…) as asking: asking.about(story)`."""

    def __init__(self, workspace: "Workspace", whom: str, *, yes: bool) -> None:
        """Raises a Fault where the provider is not set up, or leave to send texts to another machine is missing."""
        self._workspace = workspace
        self.provider = provider(whom, workspace.places, workspace.settings)
        if not (self.provider.is_here or yes or may_leave(workspace.settings)):
            raise CommandError(
                f"Texts would leave this machine, to {self.provider.where}: say --yes, or write consent = true under "
                "[llm] in config.toml.",
                WRONG_USE,
            )
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        self._runner.run(self.provider.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self.provider.__aexit__(kind, error, trace))
        self._runner.close()

    def about(self, story: Story) -> SecondOpinion:
        """Return its opinion on a story, or on any text that is made one; an answer is kept, and is the answer the next
        time. Raises a Fault."""
        if not story.text.strip():
            return SecondOpinion(self.provider.badge)
        found = self._workspace.suggestions.kept_opinion(story, self.provider)
        if found is None:
            if self.provider.leaves:
                report = remark if self.provider.is_here else complain  # --quiet hides nothing that goes elsewhere
                report(leaving(self.provider, story))
            progress(f"asking {self.provider.badge} …")
            codebook = self._workspace.codebook
            found = self._runner.run(self.provider.ask(story.text, story.title, story.lang, codebook))
            progress_ends()
            self._workspace.suggestions.keep_opinion(story, self.provider, found)
        return found


def ask_of_story(arguments: argparse.Namespace, workspace: "Workspace") -> int:
    """Ask for an opinion, keep it, and print it."""
    story = find_story(workspace, arguments.id)
    whom = arguments.whom or _only_one(workspace)
    opinion = workspace.suggestions.kept_opinion(story, provider(whom, workspace.places, workspace.settings))
    if opinion is None:  # else nothing leaves, and nobody is asked for leave
        with Asking(workspace, whom, yes=arguments.yes) as asking:
            opinion = asking.about(story)
    workspace.suggestions.add_opinion(story, opinion)
    if arguments.json:
        print_json({"id": story.id, **opinion.to_json()})
        return DONE
    print_lines(_lines(opinion, workspace.codebook))
    return DONE


def _lines(opinion: SecondOpinion, codebook: "Codebook") -> Iterator[str]:
    yield describe_opinion(opinion)
    for suggestion in opinion.concerns:
        yield from ("", f"○ {codebook.label(suggestion.concern)}")
        yield from _quotes([evidence.span.text for evidence in suggestion.evidence])
    for stakeholder in opinion.stakeholders:
        yield from ("", f"{stakeholder.name}: {', '.join(map(role_label, stakeholder.roles))}")
        yield from _quotes([span.text for span in stakeholder.evidence])


def _only_one(workspace: "Workspace") -> str:
    """Return whom to ask where the user does not say. Raises CommandError where that is not clear."""
    names = set_up(workspace.settings)
    if len(names) > 1:
        raise CommandError("Both a language model and spaCy are set up: say --with llm or --with nlp.", WRONG_USE)
    return names[0] if names else PROVIDERS[0]


def _quotes(quotes: list[str]) -> Iterator[str]:
    yield from (f"    “{clean_line(quote, 2000)}”" for quote in quotes)
