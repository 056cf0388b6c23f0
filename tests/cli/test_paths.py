"""paths: where the files are, without making any."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def test_every_file_is_named_and_none_is_made(civicdesk: Run, home: Path) -> None:
    done = civicdesk("paths")
    assert done.status == 0
    assert f"stories     {home / 'stories.json'}" in done.lines
    assert set(civicdesk("paths", "--json").json) == {line.split()[0] for line in done.lines}
    assert not home.exists()


def test_a_named_library_is_the_story_file(civicdesk: Run, stories: Path) -> None:
    assert civicdesk("paths", "--json", "--library", stories).json["stories"] == str(stories)
