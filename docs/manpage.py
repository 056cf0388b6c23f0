"""The manual page of the shell, made from the parser of the command line: `man civicdesk`."""

import inspect
import re
import textwrap
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from docs.reference import STATUSES, Argument, CommandPage, commands, options_of_all
from storage.files.places import Places

ROOT: Final = Path(__file__).resolve().parent.parent
_WIDTH: Final = 72
_ABOUT: Final = "read civic-tech stories, and say what is at stake in them"
_DESCRIPTION: Final = (
    "civicdesk is a reading desk for news about technology in public life.",
    "For each story it shows what happened, who is involved and what is at stake, each suggestion tied to the sentence "
    "that supports it.",
    "Without a command the desk opens in the terminal, on the story file LIBRARY.json where one is named; ? shows its "
    "keys there.",
    "Every command prints text for people, and one JSON value with --json.",
)
_VARIABLES: Final = (
    ("CIVICDESK_HOME", "the folder that keeps data, settings and cache, as --home does"),
    ("CIVICDESK_LLM_URL, CIVICDESK_LLM_MODEL, CIVICDESK_LLM_KEY",
     "the language model that is asked for second opinions, before what config.toml says"),
    ("CIVICDESK_NLP_MODEL", "the spaCy model that is asked for names, before what config.toml says"),
    ("NO_COLOR", "draws without any colour"),
)  # fmt: skip
_EXAMPLES: Final = (
    ("civicdesk feeds import --starter && civicdesk refresh", "subscribe to feeds on civic technology and fetch them"),
    ("civicdesk list concern:privacy since:7d", "list what was said on privacy in the last week"),
    ("civicdesk export is:tagged --format md -o tagged.md", "write a briefing of all that you tagged"),
)


def man_page() -> str:
    """Return the page in the language of man(7), dated by the newest version of the changelog."""
    return "\n".join([*_head(), *_options(), *_commands(), *_end()]) + "\n"


def version() -> str:
    """Return the version that pyproject.toml names."""
    found: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return found


def _date() -> str:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(r"^## \[[\d.]+\] - (\d{4}-\d\d-\d\d)$", changelog, re.MULTILINE)
    if found is None:
        raise ValueError("CHANGELOG.md names no version with its date: ## [1.2.3] - 2026-01-31.")
    return found[1]


def _head() -> Iterator[str]:
    yield '.\\" Made from the parser by `make docs`; do not edit.'
    yield f'.TH CIVICDESK 1 {_date()} "civicdesk {version()}" "User Commands"'
    yield from (".SH NAME", f"civicdesk \\- {_ABOUT}")
    yield from (".SH SYNOPSIS", ".B civicdesk", "[\\fIoptions\\fP] [\\fILIBRARY.json\\fP]", ".PP")
    yield from (".B civicdesk", "\\fICOMMAND\\fP [\\fIoptions\\fP] [\\fIarguments\\fP]")
    yield ".SH DESCRIPTION"
    for sentence in _DESCRIPTION:
        yield from _text(sentence)


def _options() -> Iterator[str]:
    yield ".SH OPTIONS"
    yield from _text("--home, --library, --quiet and --json stand behind any command, too.")
    yield from _entries(options_of_all())


def _commands() -> Iterator[str]:
    yield ".SH COMMANDS"
    for command in commands():
        yield from _command(command)


def _command(command: CommandPage) -> Iterator[str]:
    yield f".SS {_escape(command.usage)}"
    yield from _text(_sentence(command.about))
    yield from _entries(one for one in command.own if one.names or one.help)


def _entries(arguments: Iterable[Argument]) -> Iterator[str]:
    for one in arguments:
        yield ".TP"
        values = f"\\fI{_escape(one.values)}\\fP" if one.values else ""
        yield " ".join(filter(None, [", ".join(f"\\fB{_escape(name)}\\fP" for name in one.names), values]))
        yield from _text(_sentence(one.help))


def _end() -> Iterator[str]:
    yield ".SH EXIT STATUS"
    for status, meaning in STATUSES:
        yield from (".TP", f"\\fB{status}\\fP", *_text(_sentence(meaning)))
    yield ".SH ENVIRONMENT"
    for name, meaning in _VARIABLES:
        yield from (".TP", f"\\fB{_escape(name)}\\fP", *_text(_sentence(meaning)))
    yield ".SH FILES"
    yield from _text("civicdesk paths shows where each of these is.")
    for name, meaning in files():
        yield from (".TP", f"\\fI{_escape(name)}\\fP", *_text(meaning))
    yield ".SH EXAMPLES"
    for example, meaning in _EXAMPLES:
        yield from (".TP", f"\\fB{_escape(example)}\\fP", *_text(_sentence(meaning)))


def files() -> list[tuple[str, str]]:
    """Return the name of each file of a library and a sentence or two on it, as the places themselves say it."""
    home = Path("/home")
    places = Places.find(home=home)
    told = {
        found.fget(places): inspect.getdoc(found) or ""
        for _, found in inspect.getmembers(type(places), lambda member: isinstance(member, property))
    }
    return [
        (f"{name}/" if own.folder else name, told.get(own.path, "The stories, a TinyDB file."))
        for own in places.own_files()
        if (name := re.sub(r"-[0-9a-f]{16}$", "-…", own.path.relative_to(home).as_posix()))
    ]


def _sentence(about: str) -> str:
    """Return a line of the help as a sentence."""
    return f"{about[:1].upper()}{about[1:]}."


def _text(sentence: str) -> list[str]:
    """Return a sentence as lines of text: none is too long, and none is taken for an instruction."""
    lines = textwrap.wrap(sentence, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [f"\\&{line}" if line.startswith((".", "'")) else line for line in map(_escape, lines)]


def _escape(text: str) -> str:
    """Return text of ours as man(7) prints it to the letter; a hyphen stays one that can be copied."""
    return text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...").replace("~", "\\(ti").replace("^", "\\(ha")
