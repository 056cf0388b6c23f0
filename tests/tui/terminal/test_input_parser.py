"""What is pasted never acts as keys, however it is cut and whatever it holds; keys are themselves in every form
that terminals have, and nothing that they send is another key or ends the program."""

import importlib
import inspect
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from civic.text import clean
from tui.terminal.input_parser import InputParser, guarded, split

START, END = "\x1b[200~", "\x1b[201~"
LONG = "\x1b" + "q" * 40


def parsed(*reads: str) -> list[str]:
    """What the parser makes of these reads: keys by name, pastes as they will be inserted."""
    parser = InputParser()
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
    """Fails where an upgrade of Textual reads input otherwise: then `tui.terminal.input_parser` needs another door."""
    there = importlib.import_module(f"textual.drivers.{module}")
    monkeypatch.setattr(there, "XTermParser", there.XTermParser)
    driver = getattr(there, name)
    assert guarded(driver) is driver
    assert there.XTermParser is InputParser
    assert "XTermParser(" in inspect.getsource(driver)


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        # the first level of kitty's protocol, and what Textual makes of it without help
        ("\x1b[32u", [("space", " ")]),
        ("\x1b[46u", [("full_stop", ".")]),
        ("\x1b[106u", [("j", "j")]),
        ("\x1b[27u", [("escape", None)]),
        ("\x1b[106;5u", [("ctrl+j", None)]),
        ("\x1b[9;2u", [("shift+tab", None)]),
        # keys of other layouts: the letter that is on the key, the place on the keyboard with ctrl
        ("\x1b[1086::106u", [("о", "о")]),
        ("\x1b[1086::106;5u", [("ctrl+j", None)]),
        ("\x1b[97:65;2u", [("A", "A")]),
        ("\x1b[47:63;2u", [("question_mark", "?")]),
        ("\x1b[97;2u", [("A", "A")]),
        ("\x1b[97;65u", [("A", "A")]),
        ("\x1b[97;66u", [("a", "a")]),
        ("\x1b[49;2u", [("shift+1", None)]),
        # kinds of events: pressed, repeated, let go
        ("\x1b[97;1:1u", [("a", "a")]),
        ("\x1b[97;1:2u", [("a", "a")]),
        ("\x1b[97;1:3u", []),
        ("\x1b[1;1:1B", [("down", None)]),
        ("\x1b[1;1:3B", []),
        ("\x1b[1;5:2C", [("ctrl+right", None)]),
        ("\x1b[3;1:3~", []),
        ("\x1b[3;1:1~", [("delete", None)]),
        # what was typed along with it
        ("\x1b[97;2;65u", [("A", "A")]),
        ("\x1b[0;1;128077:127997u", [("thumbs_up_sign", "👍"), ("emoji_modifier_fitzpatrick_type_4", "🏽")]),
        # xterm's own form, and numbers that are no characters
        ("\x1b[27;5;106~", [("ctrl+j", None)]),
        ("\x1b[27;2;65~", [("A", "A")]),
        ("\x1b[99999999u", []),
        ("\x1b[55296u", []),
        ("\x1b[57441u", [("left_shift", None)]),
        ("\x1b[57343u", []),
        ("\x1b[3u", []),
        # sequences that are no keys, and answers that nobody asked for
        ("\x1b[106~", []),
        ("\x1b[?62;22c", []),
        ("\x1b[?1;2$y", []),
        ("\x1b]11;rgb:0/0/0\x1b\\", []),
        ("\x1bP1+r436f\x1b\\", []),
    ],
)
def test_a_key_is_itself_in_every_form(sent: str, keys: list[tuple[str, str | None]]) -> None:
    found = [message for message in InputParser().feed(sent + "q") if isinstance(message, events.Key)]
    got = [(key.key, key.character if key.is_printable else None) for key in found]
    assert got == [*keys, ("q", "q")]


class Clock:
    """A clock that stands still until it is put on, in place of the one that parsers look at."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("tui.terminal.input_parser.time.monotonic", lambda: self.now)
        monkeypatch.setattr("textual._parser.get_time", lambda: self.now)


def typed_slowly(clock: Clock, *parts: str, pause: float = 0.25) -> list[str]:
    """What the parser makes of parts with a pause behind each, in which the driver looks ten times a second."""
    parser, found = InputParser(), list[events.Key | events.Paste]()
    for part in parts:
        messages = list(parser.feed(part))
        for _ in range(round(pause * 10)):
            clock.now += 0.1
            messages += parser.tick()
        found += [one for one in messages if isinstance(one, events.Key | events.Paste)]
    return [f"paste {one.text}" if isinstance(one, events.Paste) else one.key for one in found]


@pytest.mark.parametrize(
    ("parts", "keys"),
    [
        (("\x1b[", "H"), ["home"]),
        (("\x1b[1", ";5", "C"), ["ctrl+right"]),
        (("\x1bO", "P"), ["f1"]),
        (("\x1b[", "32", "u"), ["space"]),
        (("\x1b[<0;1", ";1M"), []),
        (("\x1b[20", "0~pasted", "\x1b[201~"), ["paste pasted"]),
        # The ESC alone is the key: nobody wants to wait for it. What follows is at least no other key.
        (("\x1b", "[H"), ["escape", "home"]),
        (("\x1b", "[", "H"), ["escape", "home"]),
        (("\x1b", "[200~pasted\x1b[201~"), ["escape", "paste pasted"]),
        (("\x1b", "j"), ["escape", "j"]),
        (("\x1b", "[", "j"), ["escape", "left_square_bracket", "j"]),
        (("\x1b", "[", "u"), ["escape", "left_square_bracket", "u"]),
    ],
)
def test_a_slow_line_makes_no_other_keys(
    parts: tuple[str, ...], keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert typed_slowly(Clock(monkeypatch), *parts) == keys


def test_what_nothing_follows_is_a_key_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    assert typed_slowly(clock, "\x1b[", "q", pause=2) == ["q"]
    assert typed_slowly(clock, "\x1bO", "q", pause=2) == ["alt+shift+o", "q"]
    assert typed_slowly(clock, "\x1b.", "q") == ["alt+full_stop", "q"]
    assert typed_slowly(clock, "\x1b", "[", "q", pause=0.7) == ["escape", "left_square_bracket", "q"]
    assert typed_slowly(clock, "\x1b[1;5", "q", pause=2) == ["q"]


@given(st.lists(st.text(st.sampled_from("\x1b[]OP;:<?>0123456789~uABHMRmct$y \x07\\j🏽"), max_size=30), max_size=6))
def test_nothing_that_is_sent_ends_the_parser(reads: list[str]) -> None:
    parser = InputParser()
    for read in filter(None, reads):
        list(parser.feed(read))
        list(parser.tick())
    list(parser.feed("\x1b[201~"))
    list(parser.feed("\x1b\\ "))
    assert "j" in [one.key for one in parser.feed(" j" * 40) if isinstance(one, events.Key)]


def as_typed(clock: Clock, written: str) -> list[tuple[str, str | None]]:
    """The keys that are made of what came in one read, once nothing follows."""
    parser = InputParser()
    messages = list(parser.feed(written))
    clock.now += 1
    messages += parser.tick()
    keys = [part for one in messages if isinstance(one, events.Key) for part in split(one)]
    return [(one.key, one.character) for one in keys]


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("\x1b/", [("escape", "\x1b"), ("slash", "/")]),
        ("\x1b/ab", [("escape", "\x1b"), ("slash", "/"), ("a", "a"), ("b", "b")]),
        ("\x1bx", [("escape", "\x1b"), ("x", "x")]),
        ("\x1b1", [("escape", "\x1b"), ("1", "1")]),
        ("\x1b ", [("escape", "\x1b"), ("space", " ")]),
        ("\x1b\x1b?", [("escape", "\x1b"), ("escape", "\x1b"), ("question_mark", "?")]),
        ("\x1b[47;3u", [("alt+slash", None)]),  # a terminal that tells them apart
        ("\x1bf", [("ctrl+right", None)]),
        ("\x1b\x7f", [("ctrl+w", None)]),
    ],
)
def test_escape_and_a_key_right_behind_it_are_two_keys(
    written: str, keys: list[tuple[str, str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert as_typed(Clock(monkeypatch), written) == keys
