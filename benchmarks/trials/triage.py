"""How many keys a scripted officer presses a story, from the first story to the finish line, on the desk itself.

The officer is given the truth: a file of stories, JSON lines, with the ids of the concerns that are at stake in each as
`concerns`, alone or as `{"concern": …}`. Of what is suggested the officer accepts what is true and rejects what stands
before that; what is left open then is a considered no by being done with the story. What was not suggested is tagged in
the picker, by as many letters as it takes. Every key goes through the bindings of the desk.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from textual.pilot import Pilot

from benchmarks.report import show
from civic.codebook import DEFAULT
from tests.tui.conftest import until
from tui.app import CivicDesk
from workspace.workspace import Workspace

_KEYS: Final = {" ": "space", "&": "ampersand", ",": "comma", "-": "minus"}


def main(file: str, number: str = "100", misses: str = "") -> None:
    """Go through so many stories of the file and print the figures; with `misses`, also tag what nobody suggested."""
    lines = Path(file).read_text(encoding="utf-8").splitlines()[: int(number)]
    stories = [json.loads(line) for line in lines]
    truth = {str(one["id"]): [_id_of(concern) for concern in one.get("concerns", ())] for one in stories}
    with tempfile.TemporaryDirectory(prefix="civicdesk-triage-") as folder:
        library = Path(folder) / "stories.json"
        bare = ({key: one.get(key, "") for key in ("id", "title", "text", "source", "date")} for one in stories)
        library.write_text(json.dumps({"_default": {str(n): one for n, one in enumerate(bare, 1)}}), encoding="utf-8")
        keys, wrong = asyncio.run(_go_through(Path(folder) / "home", library, truth, bool(misses)))
    show(["stories", "keys", "keys a story", "stories decided otherwise than meant"],
         [[len(truth), keys, round(keys / len(truth), 2), wrong]])  # fmt: skip


def _id_of(concern: str | dict[str, str]) -> str:
    """Return the id of a concern that is named by it, or has it beside its evidence."""
    return concern if isinstance(concern, str) else concern["concern"]


async def _go_through(home: Path, library: Path, truth: dict[str, list[str]], misses: bool) -> tuple[int, int]:
    with Workspace.open(home=home, library=library, whole=True) as workspace:
        app, pressed = CivicDesk(workspace), 0
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.screen.id == "desk" and app.desk.view.is_complete, 600)
            await until(pilot, lambda: len(set(workspace.library.pending())) == 1, 600)
            while not app.desk.to_do.finished:
                await until(pilot, lambda: app.desk.analysis is not None)
                story = app.desk.story
                wanted = truth.get(story.id, []) if story else []
                for key in _keys_for(app, wanted, misses):
                    await _press(pilot, key)
                    pressed += 1
            held = {story: set(workspace.library.judgement(story).tags) for story in truth}
        hoped = {story: set(wanted) for story, wanted in truth.items()}
        return pressed, sum(not held[one] <= hoped[one] for one in truth)


def _keys_for(app: CivicDesk, wanted: list[str], misses: bool) -> Iterator[str]:
    """Yield the keys for the open story."""
    suggested = [one.tag for one in app.desk.statuses() if one.open]
    last = max((at for at, tag in enumerate(suggested) if tag in wanted), default=-1)
    yield from ("a" if tag in wanted else "x" for tag in suggested[: last + 1])
    for tag in set(wanted).difference(suggested) if misses else ():
        yield from ("t", *(_KEYS.get(letter, letter) for letter in _letters(tag)), "enter")
    yield "m"


def _letters(tag: str) -> str:
    """Return the fewest letters by which only this concern's name begins."""
    label = DEFAULT.label(tag).lower()
    others = [one.label.lower() for one in DEFAULT.concerns if one.id != tag]
    begins = (label[:size] for size in range(1, len(label)))
    return next((begin for begin in begins if not any(one.startswith(begin) for one in others)), label)


async def _press(pilot: Pilot[None], key: str) -> None:
    await pilot.press(key)
    await pilot.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
