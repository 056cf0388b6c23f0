"""Draw every size of the desk in every kind of theme, to be looked at: `python -m docs.screens FOLDER`."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from docs.pictures import without_fonts
from tui.app import CivicDesk
from workspace.workspace import Workspace

SIZES: Final = ((200, 60), (160, 45), (120, 40), (100, 30), (80, 24), (60, 20), (40, 12))
THEMES: Final = ("civicdesk-dark", "civicdesk-light", "civicdesk-contrast", "ansi-dark", "ansi-light")
SCREENS: Final = {"desk": (), "concerns": ("3", "a", "j"), "feeds": ("F",), "views": ("V",), "picker": ("t",)}
"""What is pressed for each picture."""


async def draw_all(folder: Path, library: Path | None) -> None:
    """Draw every screen at every size in every theme into a folder, as SVG and as text, from a library of stories (the
    first start where there is none)."""
    with tempfile.TemporaryDirectory() as home, Workspace.open(home=Path(home), library=library) as workspace:
        for theme in THEMES:
            for size in SIZES:
                app = CivicDesk(workspace)
                async with app.run_test(size=size) as pilot:
                    app.theme = theme
                    for name, keys in SCREENS.items():
                        while app.desk.story is not None and app.desk.analysis is None:
                            await pilot.pause(0.05)
                        await pilot.press(*keys)
                        app.clear_notifications()
                        await pilot.pause(0.2)
                        path = folder / f"{name}-{size[0]}x{size[1]}-{theme}"
                        svg = app.export_screenshot(title=path.name)
                        path.with_suffix(".svg").write_text(without_fonts(svg), encoding="utf-8")
                        strips = app.screen._compositor.render_strips()
                        text = "\n".join(strip.text.rstrip() for strip in strips)
                        path.with_suffix(".txt").write_text(text + "\n", encoding="utf-8")
                        await pilot.press("escape", "escape")


def library_of(lines: Path, to: Path) -> Path:
    """Return a library made of a file with one story as JSON on each line."""
    stories = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    to.write_text(json.dumps({"_default": {str(at): one for at, one in enumerate(stories, 1)}}), encoding="utf-8")
    return to


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    own = library_of(Path(sys.argv[2]), target / "stories.json") if len(sys.argv) > 2 else None
    asyncio.run(draw_all(target, own))
