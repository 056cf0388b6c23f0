"""The head's source and address are links of the terminal's own: to the web, and where links can be made."""

import re

import pytest
from rich.console import Console
from textual.app import App, ComposeResult

from civic.codebook import DEFAULT
from civic.judgement import Judgement
from civic.story import Story
from tui.widgets.head import Head

OSC = re.compile(r"\x1b\]8;[^;]*;([^\x1b]*)\x1b\\([^\x1b]*(?:\x1b\[[\d;]*m[^\x1b]*)*)\x1b\]8;;\x1b\\")


class Heads(App[None]):
    """A head, and nothing else."""

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"scroll": "white", "quiet": "white", "selected": "blue", "selected-style": "bold"}

    def compose(self) -> ComposeResult:
        yield Head()


async def drawn(story: Story) -> str:
    """The line of facts as a terminal gets it."""
    app = Heads()
    async with app.run_test(size=(100, 10)) as pilot:
        head = app.query_one(Head)
        head.show(story, Judgement(), DEFAULT)
        await pilot.pause()
        return head.render_line(1).render(Console(color_system="truecolor", force_terminal=True))


def links(line: str) -> list[tuple[str, str]]:
    """Each link with what it stands on."""
    return [(url, re.sub(r"\x1b\[[\d;]*m", "", text)) for url, text in OSC.findall(line)]


async def test_source_and_address_are_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    line = await drawn(Story("s", "Title", source="Gazette", author="Ann", url="https://www.gazette.example/a b\x1b]"))
    assert links(line) == [
        ("https://www.gazette.example/", "Gazette"),
        ("https://www.gazette.example/a%20b%1B]", "www.gazette.example"),
    ]


@pytest.mark.parametrize(
    ("term", "url"),
    [
        ("linux", "https://gazette.example/a"),
        ("", "https://gazette.example/a"),
        ("xterm", "javascript:alert(1)"),
        ("xterm", "file:///etc/passwd"),
        ("xterm", "https://gazette.example/" + "x" * 3000),
    ],
)
async def test_what_a_terminal_or_the_web_has_no_way_to_is_text(
    term: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    line = await drawn(Story("s", "Title", source="Gazette", url=url))
    assert "Gazette" in line
    assert {url for url, _ in links(line)} <= {"https://gazette.example/"}
    assert ("\x1b]8" in line) == (term == "xterm" and url.startswith("https"))
