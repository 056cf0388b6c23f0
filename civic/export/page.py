"""Stories as one HTML page: self-contained, nothing in it is fetched or run."""

import functools
import traceback
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from civic.codebook import Codebook
from civic.dates import day
from civic.export.brief import bars, columns, cover, key_figures, period, trends
from civic.export.describe import Description, describe
from civic.export.entry import MARKER, Entry
from civic.export.index import Heading
from civic.fault import Fault
from civic.overview import Overview
from civic.text import clean_line

if TYPE_CHECKING:
    from jinja2 import Template

_CHART_WIDTH: Final = 720
_CHART_HEIGHT: Final = 140
_BAR_WIDTH: Final = 380
_TREND_WIDTH: Final = 240
_TREND_HEIGHT: Final = 40


class TemplateFault(Fault):
    """A template that can't be used; the message says where and why."""


def page(
    entries: Iterable[Entry],
    codebook: Codebook,
    overview: Overview,
    *,
    title: str,
    about: str,
    made: datetime,
    who: str = "",
    headings: Sequence[Heading] = (),
    template: str | None = None,
) -> Iterator[str]:
    """Return the briefing of these entries, piece by piece, by our template or another one (its source).

    A template is Jinja's, with autoescape, in its sandbox. It is given `title`, `about`, `made`, `period`, `cover` and
    `figures` (name and value), `columns`, `bars` and `trends` (the charts), `overview`, `headings` (the index of many
    stories, which then follow in short), and `stories`, an iterator of `describe.Description` that can be gone through
    once. Raises TemplateFault, also while the pieces are made.
    """
    from jinja2 import TemplateError

    read = compiled(template if template is not None else usual_template())
    try:
        pieces = read.generate(
            title=title,
            about=about,
            made=day(made, year=True),
            period=period(overview),
            cover=cover(overview, codebook, about=about, who=who, made=made),
            figures=key_figures(overview, codebook),
            columns=columns(overview, _CHART_WIDTH, _CHART_HEIGHT),
            bars=bars(overview, _BAR_WIDTH, codebook),
            trends=trends(overview, _TREND_WIDTH, _TREND_HEIGHT, codebook),
            headings=headings,
            overview=overview,
            stories=_described(entries, codebook),
        )
        yield from _marked(map(_writable, pieces))
    except (TemplateError, TypeError, ArithmeticError, LookupError, ValueError, AttributeError, RuntimeError,
            AssertionError, MemoryError) as error:  # fmt: skip
        raise _fault(error) from error


def usual_template() -> str:
    """Return the source of our own template, to begin another one from."""
    return files("civic.export").joinpath("briefing.html").read_text(encoding="utf-8")


@functools.lru_cache(maxsize=2)
def compiled(source: str) -> "Template":
    """Return a template that is ready to be used. Raises TemplateFault."""
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    try:
        return environment.from_string(source)
    except (TemplateError, RecursionError) as error:
        raise _fault(error) from error


def _fault(error: Exception) -> TemplateFault:
    line = getattr(error, "lineno", None) or _line_of(error)
    where = f" (line {line})" if line else ""
    why = clean_line(str(error), 200).rstrip(".")
    if isinstance(error, MemoryError):
        why = "it takes more memory than there is"
    elif isinstance(error, KeyError) or not why:
        why = " ".join(filter(None, (type(error).__name__, why)))
    return TemplateFault(f"The template can't be used: {why}{where}.")


def _line_of(error: Exception) -> int | None:
    """Return the line of the template at which it failed, None where that is not known."""
    lines = [at for frame, at in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == "<template>"]
    return lines[-1] if lines else None


def _described(entries: Iterable[Entry], codebook: Codebook) -> Iterator[Description]:
    for entry in entries:
        yield describe(entry, codebook)


def _writable(text: str) -> str:
    """Without lone surrogates, which no encoding can write."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _marked(pieces: Iterator[str]) -> Iterator[str]:
    """With the mark of our files in the first piece, behind the document type."""
    head = next(pieces, "")
    kind, found, rest = head.partition("<!DOCTYPE html>\n")
    yield f"{found}{MARKER}\n{rest}" if found and not kind else f"{MARKER}\n{head}"
    yield from pieces
