"""Bring README's key tables after `tui/keys/commands.py`: `python -m docs.readme`."""

from pathlib import Path

from tui.keys.binding import key_table

README = Path(__file__).parent.parent / "README.md"
START, END = "<!-- keys -->\n", "<!-- /keys -->\n"


def with_keys(readme: str) -> str:
    """Return README with the key tables as they are now between its two markers."""
    head, _, rest = readme.partition(START)
    _, _, tail = rest.partition(END)
    return f"{head}{START}{key_table()}{END}{tail}"


if __name__ == "__main__":
    README.write_text(with_keys(README.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"Brought {README} up to date.")
