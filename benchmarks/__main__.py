"""Measure what users wait for and print the tables; `--write` brings `docs/figures.md` after."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.libraries import Libraries
from benchmarks.measure import a_folder, yardstick
from benchmarks.report import PAGE, Part, Row, Table, grid, page, parts_of
from benchmarks.scenes import commands, desk, refreshing
from benchmarks.trials import duplicates, evidence, identity, kills, team_folder, team_server, team_size


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured: feeds of 50 entries, and the libraries' stories, the smallest first."""

    feeds: int
    stories: Sequence[int]
    libraries: Libraries


@dataclass(frozen=True, slots=True)
class Scene:
    """A benchmark: its tables, and what returns their rows by title."""

    tables: tuple[Table, ...]
    measure: Callable[[Sizes], dict[str, list[Row]]]


SCENES: Final[Mapping[str, Scene]] = {
    "refresh": Scene((refreshing.REFRESH,), lambda sizes: refreshing.refresh(sizes.feeds)),
    "background": Scene((refreshing.BACKGROUND,), lambda sizes: refreshing.background(sizes.feeds)),
    "desk": Scene((desk.START, desk.KEYS, desk.IDLE), lambda sizes: desk.desk(sizes.libraries, sizes.stories)),
    "commands": Scene(
        (commands.COMMANDS, commands.DISK), lambda sizes: commands.commands(sizes.libraries, sizes.stories)
    ),
    "export": Scene((commands.EXPORT,), lambda sizes: commands.export(sizes.libraries, sizes.stories[-1])),
}
TRIALS: Final[Mapping[str, Callable[[], None]]] = {
    "duplicates": duplicates.main,
    "identity": identity.main,
    "evidence": evidence.main,
    "kills": kills.main,
    "team-server": team_server.main,
    "team-folder": team_folder.main,
    "team-size": team_size.main,
}
TABLES: Final = tuple(table for scene in SCENES.values() for table in scene.tables)


def main(arguments: Sequence[str]) -> int:
    """Run what the arguments ask for and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__, allow_abbrev=False)
    names = (*SCENES, *TRIALS)
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help=f"of {', '.join(names)}")
    parser.add_argument("--json", action="store_true", help="print one JSON value, for programs")
    parser.add_argument("--write", action="store_true", help=f"bring what is measured into docs/{PAGE.name}")
    parser.add_argument("--feeds", type=int, default=200, metavar="N", help="feeds of 50 entries (usually 200)")
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], metavar="N", help="stories of the libraries"
    )
    options = parser.parse_args(arguments)
    if options.json and set(options.only or ()) & set(TRIALS):
        parser.error(f"{', '.join(TRIALS)} print text only: leave --json out.")
    parts: dict[str, Part] = {}
    with a_folder() as folder:
        sizes = Sizes(options.feeds, sorted(options.sizes), Libraries(folder))
        for name in options.only or SCENES:
            if name in TRIALS:
                TRIALS[name]()
                continue
            parts |= _measured(SCENES[name], sizes)
            if not options.json:
                _show(SCENES[name], parts)
    if options.json:
        print(
            json.dumps(
                {table.title: _for_programs(table, parts[table.title]) for table in TABLES if table.title in parts}
            )
        )
    if options.write:
        before = parts_of(PAGE.read_text(encoding="utf-8"), TABLES) if PAGE.exists() else {}
        PAGE.write_text(page(TABLES, before | parts), encoding="utf-8")
    return 0


def _measured(scene: Scene, sizes: Sizes) -> dict[str, Part]:
    before = yardstick()
    found = scene.measure(sizes)
    after = yardstick()
    words = "Yardstick: {:.2f} s of wall and {:.2f} s of CPU before, {:.2f} and {:.2f} s after.".format(*before, *after)
    return {table.title: Part(found[table.title], words) for table in scene.tables}


def _show(scene: Scene, parts: Mapping[str, Part]) -> None:
    for table in scene.tables:
        part = parts[table.title]
        print(f"## {table.title}\n\n{part.yardstick}\n\n{grid(table.columns, part.rows)}\n", flush=True)


def _for_programs(table: Table, part: Part) -> dict[str, object]:
    rows = [dict(zip(table.columns, row, strict=True)) for row in part.rows]
    return {"yardstick": part.yardstick, "rows": rows}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
