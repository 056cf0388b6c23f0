"""The user's settings, read from `config.toml`, and what the program itself remembers, in `state.json`."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, Final, Self

from msgspec import Struct, field

from civic.jsonvalue import JsonValue
from civic.text import clean_line
from storage.files.disk import open_regular, replacing, shown
from storage.files.errors import StorageError
from storage.files.lock import locked
from storage.files.places import Places
from storage.settings.coder import formerly_of, login_name, who_of
from storage.settings.providers import LlmSettings, NlpSettings, llm_of, nlp_of


class Settings(Struct, frozen=True):
    """A set of settings, as `config.toml` may have them. Every setting has a default; `problems` are sentences for what
    was not understood, and `other` keeps the keys that are not known here.

    `who` signs the user's decisions, and `named` says whether the file has it, be it one that can't be; by the names in
    `formerly` the user decided before. `proxy` is the http address that feeds are fetched through, "" for none; the
    environment's is not looked at. Of a feed so many megabytes (`feed_megabytes`) are read and so many entries kept
    (`feed_entries`), where nothing is set for it alone. `keys` maps ids of commands to keys;
    `refresh_minutes` 0 means only on demand; `text_width` is the measure of the text in columns; `mouse` switches the
    mouse on or off; with `reweigh` the user's own decisions shift what is suggested.
    """

    who: str = field(default_factory=login_name)
    named: bool = False
    formerly: tuple[str, ...] = ()
    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    refresh_on_start: bool = False
    refresh_minutes: int = 0
    proxy: str = ""
    feed_megabytes: int = 10
    feed_entries: int = 5000
    text_width: int = 76
    mouse: bool = True
    reweigh: bool = False
    llm: LlmSettings = field(default_factory=LlmSettings)
    nlp: NlpSettings = field(default_factory=NlpSettings)
    other: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @classmethod
    def load(cls, places: Places) -> Self:
        """Read the settings; never fails. A file that can't be read gives the defaults and a problem."""
        try:
            with open_regular(places.settings) as file:
                return cls.of(tomllib.loads(file.read(1 << 20).decode("utf-8-sig")))
        except FileNotFoundError:
            return cls()
        except StorageError as error:
            return cls(problems=(str(error),))
        except (ValueError, RecursionError) as error:  # a file that is no TOML, or no UTF-8, or has a number too long
            why = clean_line(str(error), 160)
            return cls(problems=(f"{shown(places.settings)} can't be read, so the defaults hold: {why}.",))

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """Return the settings of a table as TOML gives it."""
        good: dict[str, Any] = {}
        other: dict[str, Any] = {}
        problems: list[str] = []
        for name, value in body.items():
            if name == "who":
                who, problems_in_it = who_of(value)
                good |= {"named": True, "who": who or login_name()}
                problems += problems_in_it
                continue
            if name in _TABLES:
                good[name], problems_in_it = _TABLES[name](value)
                problems += problems_in_it
                continue
            if name not in _READERS:
                other[name] = value
                problems.append(f"config.toml: there is no setting {clean_line(name, 40)!r}.")
                continue
            read = _READERS[name](value)
            if read is None:
                problems.append(f"config.toml: {name} can't be {clean_line(repr(value), 40)}.")
            else:
                good[name] = read
        return cls(**good, other=other, problems=tuple(problems))


def remembered(places: Places) -> dict[str, JsonValue]:
    """Return what the program remembers; nothing where there is no such file or it can't be read."""
    try:
        with open_regular(places.state) as file:
            body = json.loads(file.read(1 << 20))
    except (FileNotFoundError, StorageError, ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def remember(places: Places, key: str, value: JsonValue) -> None:
    """Remember one thing (None: forget it). Raises StorageError."""
    with locked(places.state, timeout=2):
        body = {**remembered(places), key: value}
        if value is None:
            del body[key]
        with replacing(places.state) as file:
            file.write(json.dumps(body, indent=1).encode())


def _text(value: object) -> str | None:
    return clean_line(value, 80) or None if isinstance(value, str) else None


def _proxy(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    address = clean_line(value, 2000)
    return address if not address or re.fullmatch(r"https?://[^\s/]\S*", address) else None


def _whole(low: int, high: int) -> Callable[[object], int | None]:
    def read(value: object) -> int | None:
        return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None

    return read


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _keys(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    return {clean_line(name, 60): clean_line(key, 60) for name, key in value.items() if isinstance(key, str)}


_READERS: Final[dict[str, Callable[[object], Any]]] = {
    "theme": _text,
    "keys": _keys,
    "refresh_on_start": _flag,
    "refresh_minutes": _whole(0, 10080),
    "proxy": _proxy,
    "feed_megabytes": _whole(1, 1000),
    "feed_entries": _whole(1, 1_000_000),
    "text_width": _whole(30, 400),
    "mouse": _flag,
    "reweigh": _flag,
}
_TABLES: Final[dict[str, Callable[[object], tuple[Any, tuple[str, ...]]]]] = {
    "formerly": formerly_of,
    "llm": llm_of,
    "nlp": nlp_of,
}
"""Settings whose readers say themselves what is wrong with a value."""
