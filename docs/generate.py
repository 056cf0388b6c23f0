"""Bring all lists of the manual, and the man page, after the program: `python -m docs.generate`.

A page says where a list stands: between `<!-- made: NAME -->` and `<!-- /made -->`, where NAME is one of `LISTS`.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from civic.codebook import CONCERNS, ROLES
from civic.export.formats import FORMATS
from civic.query.guide import GUIDE
from docs.manpage import ROOT, files, man_page
from docs.reference import STATUSES, commands, options_of_all
from feeds.formats import opml
from seeds import feeds_opml
from tui.keys.binding import key_table

PAGES: Final = ROOT / "docs"
MAN_PAGE: Final = ROOT / "contrib" / "civicdesk.1"
_BLOCK: Final = re.compile(r"(<!-- made: ([a-z-]+) -->\n).*?(<!-- /made -->)", re.DOTALL)


def with_lists(page: str) -> str:
    """Return a page with its lists as they are now. Raises KeyError for a list that nobody makes."""
    return _BLOCK.sub(lambda found: f"{found[1]}{LISTS[found[2]]()}{found[3]}", page)


def made() -> dict[Path, str]:
    """Return what each file that is made in part or as a whole has to hold."""
    texts = {page: page.read_text(encoding="utf-8") for page in sorted(PAGES.glob("*.md"))}
    return {page: with_lists(text) for page, text in texts.items() if _BLOCK.search(text)} | {MAN_PAGE: man_page()}


def _table(head: tuple[str, str], rows: Iterator[tuple[str, str]]) -> str:
    return "".join(f"| {left} | {right} |\n" for left, right in [head, ("---", "---"), *rows])


def _commands() -> str:
    return "\n".join(_command_parts())


def _command_parts() -> Iterator[str]:
    yield "## Before any command\n"
    yield from (f"- `{' '.join([', '.join(one.names), one.values]).rstrip()}`: {one.help}" for one in options_of_all())
    yield from ("- `--json` (behind the command): print one JSON value, for programs", "")
    room = ""
    for command in commands():
        if (first := command.name.split()[0]) != room:
            room = first
            yield f"## {room}\n"
        yield f"**`{command.usage}`** – {command.about}\n"
        options = [one for one in command.own if one.names or one.help]
        for one in options:
            yield f"- `{' '.join(filter(None, [', '.join(one.names), one.values]))}`: {one.help}"
        yield from [""] if options else []


def _starter_feeds() -> Iterator[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for feed in opml.read(feeds_opml()).feeds:
        groups.setdefault(feed.group, []).append(feed.title)
    yield from ((group, ", ".join(titles)) for group, titles in groups.items())


LISTS: Final[dict[str, Callable[[], str]]] = {
    "keys": key_table,
    "commands": _commands,
    "filter": lambda: _table(("filter", "finds"), ((f"`{example}`", meaning) for example, meaning in GUIDE)),
    "files": lambda: _table(("file", "holds"), ((f"`{name}`", about) for name, about in files())),
    "statuses": lambda: _table(("status", "means"), ((f"{status}", meaning) for status, meaning in STATUSES)),
    "formats": lambda: _table(
        ("format", "is"), ((f"`{one.name}`", one.help.removesuffix(" (usual)")) for one in FORMATS.values())
    ),
    "concerns": lambda: _table(
        ("concern", "means"),
        (
            (f"{one.label} (`{one.id}`)", f"{one.means}. Counts: {one.counts}. Does not: {one.not_counts}.")
            for one in CONCERNS
        ),
    ),
    "roles": lambda: _table(("role", "is"), ((f"{one.label} (`{one.id}`)", one.who) for one in ROLES)),
    "starter": lambda: _table(("group", "feeds"), _starter_feeds()),
}
"""How each list is made: Markdown that ends a line."""


if __name__ == "__main__":
    for path, text in made().items():
        path.write_text(text, encoding="utf-8")
        print(f"Brought {path.relative_to(ROOT)} up to date.")
