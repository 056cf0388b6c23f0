"""The question for a name, at a real terminal: as what exchanges work with other coders asks it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.harness import DEADLINE, Terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")

ASKING = (
    "from cli.commands.exchange.naming import ask_for_name\n"
    "from workspace.workspace import Workspace\n"
    "with Workspace.open(whole=True) as workspace:\n"
    "    ask_for_name(workspace)\n"
    "    print('signed by', workspace.settings.who)\n"
)
COMMAND = (sys.executable, "-c", ASKING)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def ask(environ: dict[str, str]) -> Iterator[Callable[[], Terminal]]:
    """Starts what asks for a name."""
    terminals = []

    def begin() -> Terminal:
        terminals.append(Terminal(COMMAND, {**environ, "LOGNAME": "root"}, ROOT, 300, 24))
        return terminals[-1]

    yield begin
    for terminal in terminals:
        terminal.close()


def test_a_name_is_asked_for_once(ask: Callable[[], Terminal], home: Path) -> None:
    terminal = ask()
    terminal.wait_for("Under which name do you decide? [root] ")
    terminal.press("agreed\r")
    terminal.wait_for("can't be 'agreed'", lambda one: one.text.count("Under which name") == 2)
    terminal.press("Ada Lovelacx\x7fe\r")
    terminal.wait_for("You decide as Ada Lovelace now", "signed by Ada Lovelace")
    assert terminal.wait_end() == 0
    assert (home / "config.toml").read_text() == 'who = "Ada Lovelace"\n'
    terminal = ask()
    assert terminal.wait_end() == 0
    assert terminal.text.split() == ["signed", "by", "Ada", "Lovelace"]


@pytest.mark.parametrize(("typed", "kept"), [("\r", 'who = "root"\n'), ("\x04", "")])
def test_the_login_name_stays(typed: str, kept: str, ask: Callable[[], Terminal], home: Path) -> None:
    terminal = ask()
    terminal.wait_for("Under which name do you decide? [root] ")
    terminal.press(typed)
    terminal.wait_for("You decide as root now" if kept else "write who =", "signed by root")
    assert terminal.wait_end() == 0
    assert ((home / "config.toml").read_text() if (home / "config.toml").exists() else "") == kept


def test_leaving_the_question_writes_nothing(ask: Callable[[], Terminal], home: Path) -> None:
    terminal = ask()
    terminal.wait_for("Under which name do you decide? [root] ")
    terminal.press("Ada\x03")
    assert terminal.wait_end() != 0
    assert not (home / "config.toml").exists()


def test_without_a_terminal_it_is_only_said(environ: dict[str, str], home: Path) -> None:
    done = subprocess.run(
        COMMAND, env={**environ, "LOGNAME": "root"}, cwd=ROOT, input="Ada\n", capture_output=True, text=True,
        timeout=DEADLINE, check=True,
    )  # fmt: skip
    assert done.stdout == "signed by root\n"
    assert done.stderr.count("\n") == 1
    assert f"login name 'root': write who = \"YOUR NAME\" in {home / 'config.toml'}" in done.stderr
    assert not (home / "config.toml").exists()
