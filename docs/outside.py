"""See that the manual as a site loads nothing from another host: `python -m docs.outside site`."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

_LOADING: Final = {
    "script": ("src",), "img": ("src", "srcset"), "source": ("src", "srcset"), "video": ("src", "poster"),
    "audio": ("src",), "iframe": ("src",), "embed": ("src",), "object": ("data",), "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"), "track": ("src",), "input": ("src",), "form": ("action",),
}  # fmt: skip
"""The attributes by which an element loads something as soon as a page is shown; `link` is told apart by its `rel`."""
_MERELY_NAMED: Final = frozenset({"canonical", "alternate", "author", "license", "prev", "next", "help"})
_OUTSIDE: Final = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_IN_STYLE: Final = re.compile(r"(?:url\(\s*|@import\s+)['\"]?((?:https?:)?//[^'\")\s]+)", re.IGNORECASE)
_POLICY: Final = "content-security-policy"


class _Page(HTMLParser):
    """Collects what a page loads, and whether it forbids the browser to load anything from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.guarded = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one element loads."""
        given = {name: value or "" for name, value in attrs}
        self.guarded |= tag == "meta" and given.get("http-equiv", "").lower() == _POLICY
        names = _LOADING.get(tag, ())
        if tag == "link" and not set(given.get("rel", "").split()) <= _MERELY_NAMED:
            names = ("href",)
        self.loaded += [given[name] for name in names if _OUTSIDE.match(given.get(name, ""))]
        self.loaded += _IN_STYLE.findall(given.get("style", ""))


def of_page(html: str) -> list[str]:
    """Return the addresses of other hosts that a page loads from, and a sentence if it does not forbid that itself."""
    page = _Page()
    page.feed(html)
    styles = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL | re.IGNORECASE)
    found = page.loaded + [address for style in styles for address in _IN_STYLE.findall(style)]
    return found if page.guarded else [*found, "no Content-Security-Policy"]


def of_site(site: Path) -> Iterator[str]:
    """Yield a line for each thing that a file of a site loads from elsewhere."""
    for path in sorted(site.rglob("*")):
        if path.suffix == ".html":
            found = of_page(path.read_text(encoding="utf-8"))
        elif path.suffix in (".css", ".svg"):
            found = _IN_STYLE.findall(path.read_text(encoding="utf-8"))
        else:
            continue
        yield from (f"{path.relative_to(site)}: {one}" for one in found)


if __name__ == "__main__":
    problems = list(of_site(Path(sys.argv[1])))
    print(*problems, sep="\n", end="\n" if problems else "")
    sys.exit(1 if problems else 0)
