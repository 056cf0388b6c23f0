"""What is pasted never acts as keys, however it is cut and whatever it holds."""

import importlib
import inspect
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from civic.text import clean
from tui.terminal.paste import PasteParser, guarded

START, END = "\x1b[200~", "\x1b[201~"
LONG = "\x1b" + "q" * 40


def parsed(*reads: str) -> list[str]:
    """What the parser makes of these reads: keys by name, pastes as they will be inserted."""
    parser = PasteParser()
    found = [message for read in reads for message in parser.feed(read)]
    return [
        f"paste {clean(message.text)}" if isinstance(message, events.Paste) else message.key
        for message in found
        if isinstance(message, events.Key | events.Paste)
    ]


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("plain", "plain"),
        ("a\x1b[31mb", "ab"),
        (LONG, "q" * 39),
        ("x\x1b", "x"),
        ("\x1b\x1b\x1b[Ay", "y"),
        (f"one{END}qqq", "oneqqq"),
        ("\x1b]52;c;aGk=\x07z", "z"),
    ],
)
def test_a_paste_is_one_text(pasted: str, text: str) -> None:
    assert parsed(f"{START}{pasted}{END}", "j") == [f"paste {text}", "j"]


@given(st.text(st.sampled_from("\x1b[201~qx"), max_size=60).filter(lambda text: "[201~" not in text), st.data())
def test_no_cut_makes_a_key_of_a_paste(pasted: str, data: st.DataObject) -> None:
    written = f"{START}a{pasted}{END}j"
    cuts = sorted(data.draw(st.lists(st.integers(4, len(written) - 1), max_size=4)))
    reads = [written[start:end] for start, end in zip([0, *cuts], [*cuts, len(written)], strict=True)]
    found = parsed(*[read for read in reads if read])
    assert [key for key in found if not key.startswith("paste ")] == ["j"]


def test_keys_are_as_they_were() -> None:
    assert parsed("a\x1b[Ab\x1bOP", "\x1b[", "B") == ["a", "up", "b", "f1", "down"]


@pytest.mark.skipif(sys.platform == "win32", reason="another driver")
@pytest.mark.parametrize(("module", "name"), [("linux_driver", "LinuxDriver"), ("web_driver", "WebDriver")])
def test_textuals_drivers_still_make_the_parser_that_is_replaced(
    module: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fails where an upgrade of Textual reads its input otherwise: then `tui.terminal.paste` needs another door."""
    there = importlib.import_module(f"textual.drivers.{module}")
    monkeypatch.setattr(there, "XTermParser", there.XTermParser)
    driver = getattr(there, name)
    assert guarded(driver) is driver
    assert there.XTermParser is PasteParser
    assert "XTermParser(" in inspect.getsource(driver)
