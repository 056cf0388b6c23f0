"""Commands run in this process, on a home of their own."""

import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli.common import QUIET
from cli.main import main


@dataclass(frozen=True)
class Done:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Civicdesk = Callable[..., Done]


@pytest.fixture(autouse=True)
def _not_quiet() -> Iterator[None]:
    """What a command asked for by --quiet is over with its test."""
    token = QUIET.set(False)
    yield
    QUIET.reset(token)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def civicdesk(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Civicdesk:
    """Runs `civicdesk` with these arguments and, as standard input, these bytes."""
    monkeypatch.setenv("CIVICDESK_HOME", str(home))

    def run(*arguments: object, given: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as end:  # argparse ends like this
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return Done(status, printed.out, printed.err)

    return run


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """A story file as somebody wrote it with stock TinyDB."""
    path = tmp_path / "stories.json"
    documents = [
        {"id": "aa11", "title": "Council scraps face scanners", "body": "Residents feared surveillance. It ended.",
         "source": "Gazette", "date": "2026-11-20T09:30:00Z", "link": "https://example.org/a"},
        {"id": "aa22", "title": "Café gets <b>wifi</b> | free", "text": "Nothing is at stake here.", "source": "新聞",
         "date": "2026-11-21", "colour": "kept"},
        {"id": "bb33", "title": "Football results", "text": "Two nil.", "source": "Gazette", "date": "2025-01-02"},
    ]  # fmt: skip
    path.write_text(json.dumps({"news": {str(number): one for number, one in enumerate(documents, 1)}}), "utf-8")
    return path


@pytest.fixture
def of(civicdesk: Civicdesk, tmp_path: Path) -> Civicdesk:
    """Runs a command as somebody: `of("ada", "tag", …)`, each person with a home of her own."""

    def run(who: str, *arguments: object, **given: bytes) -> Done:
        home = tmp_path / who
        home.mkdir(exist_ok=True)
        (home / "config.toml").write_text(f'who = "{who}"\n')
        return civicdesk(*arguments, "--home", home, **given)

    return run
