"""Draw the pictures of README and the guide from the running program: `python -m docs.pictures`."""

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Final

from tui.app import CivicDesk
from workspace.workspace import Workspace

FOLDER: Final = Path(__file__).parent / "pictures"
SIZE: Final = (120, 40)
PICTURES: Final = {
    "desk": ("3", "a", "j", "j"),
    "first-open": (),
    "first-evidence": ("3", "j", "j"),
    "first-tag": ("t", *"secur"),
    "first-decided": ("3", "a", "a", "x", "s", "0"),
    "first-starter": ("F", "s"),
}
"""What is pressed on the first start for each picture."""


async def draw(*keys: str) -> str:
    """Return the desk of a first start after some keys, as SVG."""
    with tempfile.TemporaryDirectory() as home, Workspace.open(home=Path(home)) as workspace:
        app = CivicDesk(workspace)
        async with app.run_test(size=SIZE) as pilot:
            while app.desk.analysis is None:
                await pilot.pause(0.05)
            await pilot.press(*keys)
            app.clear_notifications()
            await pilot.pause(0.3)
            return without_fonts(app.export_screenshot(title="civicdesk"))


def without_fonts(picture: str) -> str:
    """Return an SVG that fetches no font from another host: it is drawn in whatever fixed-width one is there."""
    return re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)


async def draw_all() -> None:
    """Draw every picture."""
    for name, keys in PICTURES.items():
        (FOLDER / f"{name}.svg").write_text(await draw(*keys), encoding="utf-8")
        print(f"Drew {name}.svg.")


if __name__ == "__main__":
    asyncio.run(draw_all())
