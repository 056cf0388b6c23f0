"""TOML files of tables that have names, in the config folder: plain enough to be written by hand and shared.

Each table stands under a line like `[[view]]`. One of them is written or removed without touching a byte of the rest.
"""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from civic.fault import Fault
from civic.text import clean_line
from civic.views import same_name
from storage.disk import make_folder, open_regular, replacing, shown
from storage.errors import StorageError, UnreadableError
from storage.lock import locked

_LARGEST: Final = 1 << 20

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Named(Generic[Made]):
    """The file at `path`, whose tables are called `kind`. `make` reads one of them; it raises a Fault that says what
    is wrong with it."""

    path: Path
    kind: str
    make: Callable[[Mapping[str, Any]], Made]

    def load(self) -> tuple[list[Made], tuple[str, ...]]:
        """What the file has, and sentences for what of it was not understood, which is left out. Never fails."""
        try:
            body = tomllib.loads(self._text())
        except StorageError as error:
            return [], (str(error),)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            why = clean_line(str(error), 160)
            return [], (f"{shown(self.path)} can't be read, so nothing of it counts: {why}.",)
        known = f"[[{self.kind}]]"
        problems = [f"{self.path.name}: there is no {clean_line(key, 40)!r}; write {known}." for key in body
                    if key != self.kind]  # fmt: skip
        made = []
        tables = body.get(self.kind, [])
        for table in tables if isinstance(tables, list) else [tables]:
            try:
                made.append(self.make(table if isinstance(table, dict) else {}))
            except Fault as fault:
                problems.append(f"{self.path.name}: {fault}")
        return made, tuple(problems)

    def keep(self, name: str, table: Mapping[str, Any]) -> None:
        """Write a table down, in the place of one of the same name. Raises StorageError."""
        # The values are texts, lists of texts and truths, which JSON writes as TOML does.
        lines = [f"{part} = {json.dumps(value, ensure_ascii=False)}\n" for part, value in table.items()]
        self._rewrite(name, "".join([f"[[{self.kind}]]\n", *lines]))

    def remove(self, name: str) -> None:
        """Take the table of this name out of the file. Raises StorageError."""
        self._rewrite(name, "")

    def _rewrite(self, name: str, block: str) -> None:
        make_folder(self.path.parent)
        with locked(self.path, timeout=5):
            try:
                kept = [part for part in self._blocks() if not self._is_of(part, name)]
            except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
                raise UnreadableError(f"{shown(self.path)} can't be read: mend it or take it away.") from error
            parts = [part for part in ("".join(kept).rstrip(), block.rstrip()) if part]
            with replacing(self.path) as file:
                file.write("\n\n".join(parts).encode() + b"\n")

    def _text(self) -> str:
        try:
            with open_regular(self.path) as file:
                return file.read(_LARGEST).decode("utf-8-sig")
        except FileNotFoundError:
            return ""

    def _blocks(self) -> Iterator[str]:
        """The file cut before each of its tables. Raises tomllib.TOMLDecodeError for a file that is no TOML."""
        text = self._text()
        tomllib.loads(text)
        block: list[str] = []
        for line in text.splitlines(keepends=True):
            if line.strip().startswith(f"[[{self.kind}]]"):
                yield "".join(block)
                block = []
            block.append(line)
        yield "".join(block)

    def _is_of(self, block: str, name: str) -> bool:
        tables = tomllib.loads(block).get(self.kind, [])
        return any(isinstance(table.get("name"), str) and same_name(table["name"], name) for table in tables)
