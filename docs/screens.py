"""Draw every screen at every size in every kind of theme, to look at: `python -m docs.screens FOLDER [FILE.jsonl]`.

FILE has a story as JSON on each line; without it the first start is drawn. `--only=WORD` draws what has the word in its
name ("80x24", "picker", "dark"); names are SCREEN-SIZE-THEME.
"""

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from textual.pilot import Pilot

from docs.manpage import ROOT
from docs.pictures import without_fonts
from tui.app import CivicDesk
from workspace.workspace import Workspace

SIZES: Final = ((200, 60), (160, 45), (120, 40), (100, 30), (80, 24), (60, 20), (40, 12))
THEMES: Final = ("civicdesk-dark", "civicdesk-light", "civicdesk-contrast", "ansi-dark", "ansi-light")
SCREENS: Final[dict[str, Sequence[str]]] = {
    "desk": (),
    "summary": ("1",),
    "stakeholders": ("2", "j"),
    "concerns": ("3", "j"),
    "quotes": ("3", "enter"),
    "text": ("4",),
    "passage": ("4", "v", "j"),
    "find": ("f",),
    "zoom": ("3", "z"),
    "filter": ("slash", *"is:un"),
    "filter-value": ("slash", *"concern:"),
    "filter-fault": ("slash", *"concern:privasy"),
    "filter-used": ("slash", *"data", "enter"),
    "no-match": ("slash", *"zzzz", "enter"),
    "marked": ("space", "space", "j"),
    "note": ("n",),
    "picker": ("t",),
    "picker-typed": ("t", *"child"),
    "correct": ("2", "c"),
    "views": ("V",),
    "keep-view": ("+",),
    "order": ("b",),
    "headings": ("B",),
    "feeds": ("F",),
    "starter": ("F", "s"),
    "overview": ("O",),
    "stakeholder-page": ("2", "enter"),
    "codebook": ("ctrl+e",),
    "rules": ("R",),
    "export": ("E",),
    "document": ("ctrl+o",),
    "links": ("L",),
    "changes": ("W",),
    "history": ("i",),
    "conflicts": ("=",),
    "nothing-changed": ("j", "W"),
    "no-history": ("j", "j", "j", "i"),
    "help": ("?",),
    "commands": ("ctrl+p",),
    "themes": ("f2",),
    "leaving": ("ctrl+c",),
    "strip": ("|",),
}
"""What is pressed on the first story for each picture; last those that change what later ones show."""
_BACK: Final = 6
"""How often `esc` is pressed to be on the desk again, from any of these."""


def run(home: Path, *arguments: str) -> str:
    """Run the program on a home, and return what it prints."""
    command = [sys.executable, "-m", "civicdesk", "--home", str(home), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def prepare(folder: Path, lines: Path | None) -> Path:
    """Return a home in the folder where two coders have judged the first stories and differ."""
    home, other = folder / "ana", folder / "ben"
    home.mkdir()
    if lines:
        stories = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
        table = {str(at): one for at, one in enumerate(stories, 1)}
        library = Path(json.loads(run(home, "paths", "--json"))["stories"])
        library.write_text(json.dumps({"_default": table}), encoding="utf-8")
    ids = [one["id"] for one in json.loads(run(home, "list", "--json"))]
    first, second, third = (ids * 3)[:3]
    shutil.copytree(home, other)
    for one, name in ((home, "ana"), (other, "ben")):
        settings = Path(json.loads(run(one, "paths", "--json"))["settings"])
        settings.write_text(f'who = "{name}"\n', encoding="utf-8")
    run(home, "tag", first, "privacy", "access", "--severity", "high")
    run(home, "tag", first, "fair procurement", "accountability")
    run(home, "note", first, "Ask the press office for the contract.")
    run(home, "star", second)
    run(home, "done", third)
    run(other, "tag", first, "privacy", "--reject")
    run(other, "tag", second, "rights")
    run(other, "note", first, "The council has not answered yet.")
    given = folder / "ben.jsonl"
    run(other, "export", "--format", "jsonl", "-o", str(given))
    run(home, "import", str(given))
    run(home, "feeds", "import", str(ROOT / "seeds" / "feeds.opml"))
    run(home, "rules", "add", "councils", "council", "--do", "tag local government")
    return home


def names_of(size: tuple[int, int], screen: str) -> Sequence[str]:
    """Return the names of a screen's pictures of a size, one for each theme."""
    return [f"{screen}-{size[0]}x{size[1]}-{theme}" for theme in THEMES]


async def draw(pilot: Pilot[None], path: Path) -> None:
    """Draw the screen into a file as SVG, and its letters into another."""
    await pilot.pause(0.1)
    path.with_suffix(".svg").write_text(without_fonts(pilot.app.export_screenshot(title=path.name)), encoding="utf-8")
    strips = pilot.app.screen._compositor.render_strips()
    path.with_suffix(".txt").write_text("\n".join(strip.text.rstrip() for strip in strips) + "\n", encoding="utf-8")


async def draw_all(to: Path, home: Path, only: Sequence[str]) -> None:
    """Draw every screen, or those whose names have all these words in them."""
    with Workspace.open(home=home) as workspace:
        for size in SIZES:
            wanted = {
                screen: [name for name in names_of(size, screen) if all(word in f"-{name}-" for word in only)]
                for screen in SCREENS
            }
            if not any(wanted.values()):
                continue
            app = CivicDesk(workspace)
            async with app.run_test(size=size) as pilot:
                for screen, names in wanted.items():
                    if names:
                        await draw_screen(app, pilot, SCREENS[screen], [to / name for name in names])


async def draw_screen(app: CivicDesk, pilot: Pilot[None], keys: Sequence[str], paths: Sequence[Path]) -> None:
    """Press keys on the first story, draw what comes in the theme that each file is named after, and go back."""
    await pilot.press("0", "g")
    for key in keys:
        while app.desk.story is not None and app.desk.analysis is None:
            await pilot.pause(0.05)
        await pilot.press(key)
        app.clear_notifications()
    await pilot.pause(0.3)
    for path in paths:
        app.theme = next(theme for theme in THEMES if path.name.endswith(theme))
        await draw(pilot, path)
    app.theme = THEMES[0]
    for _ in range(_BACK):
        await pilot.press("escape")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("to", type=Path, metavar="FOLDER")
    parser.add_argument("lines", type=Path, metavar="FILE.jsonl", nargs="?")
    parser.add_argument("--only", action="append", default=[], metavar="WORD")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(draw_all(asked.to, prepare(Path(made), asked.lines), asked.only))
