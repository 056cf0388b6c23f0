"""Fill the recipes in for a release: `python contrib/release.py ADDRESS dist/civicdesk-VERSION.tar.gz`.

ADDRESS is the site from which the source archive is had, under the archive's own name. Until then the recipes name
civicdesk.example, which is nobody's, and an archive that nothing matches."""

import hashlib
import re
import sys
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent
LINES: Final = {
    "aur/PKGBUILD": ("pkgver={version}", 'url="{address}"', "sha256sums=('{sum}')"),
    "homebrew/civicdesk.rb": (
        '  homepage "{address}"', '  url "{address}/civicdesk-{version}.tar.gz"', '  sha256 "{sum}"',
    ),
    "nix/default.nix": ('  version = "{version}";',),
}  # fmt: skip
"""The lines of each recipe that a release fills in. Nix builds the folder that it is in."""


def filled(recipe: str, lines: tuple[str, ...], facts: dict[str, str]) -> str:
    """Return a recipe with these lines of it filled in. Raises ValueError where it has not exactly one of each."""
    for line in lines:
        old = re.sub(r"\\\{\w+\\\}", r"[^\\s\"']+", re.escape(line))
        found = re.findall(rf"^{old}$", recipe, re.MULTILINE)
        if len(found) != 1:
            raise ValueError(f"A recipe has to have the line {line!r} once, and has it {len(found)} times.")
        recipe = recipe.replace(found[0], line.format(**facts))
    return recipe


def facts_of(address: str, archive: Path) -> dict[str, str]:
    """Return what the recipes say of a release. Raises ValueError for an address or an archive that is none."""
    name = re.fullmatch(r"civicdesk-([\d.]+)\.tar\.gz", archive.name)
    if name is None:
        raise ValueError(f"{archive.name} is no source archive: python -m build --sdist makes one.")
    if not re.fullmatch(r"https://[^\s\"'$#{}]+", address):
        raise ValueError(f"{address!r} is no address that begins with https://.")
    return {"address": address.rstrip("/"), "version": name[1], "sum": hashlib.sha256(archive.read_bytes()).hexdigest()}


def main(arguments: list[str]) -> str:
    """Fill in all recipes, or none. Return what went wrong; "" where nothing did."""
    if len(arguments) != 2:
        return __doc__ or ""
    try:
        facts = facts_of(arguments[0], Path(arguments[1]))
        made = {name: filled((FOLDER / name).read_text(encoding="utf-8"), LINES[name], facts) for name in LINES}
    except (OSError, ValueError) as error:
        return str(error)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
