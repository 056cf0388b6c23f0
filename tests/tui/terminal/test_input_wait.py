"""Waiting for keys: as often as asked while something comes, then until something does."""

import os
import selectors
import signal
import sys
import threading
from collections.abc import Iterator

import pytest
from textual.drivers import linux_driver

from tui.terminal import input_wait
from tui.terminal.input_wait import PatientSelector, patient

NOW = 0.0
FOREVER = 60.0


@pytest.fixture
def keyboard() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        os.close(end)


@pytest.fixture
def selector(keyboard: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[PatientSelector]:
    monkeypatch.setattr(input_wait, "_PATIENCE", FOREVER)
    with PatientSelector() as one:
        one.register(keyboard[0], selectors.EVENT_READ)
        yield one


def test_a_key_is_seen_whether_it_waits_long_or_not(
    selector: PatientSelector, keyboard: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for attentive in (FOREVER, NOW):
        monkeypatch.setattr(input_wait, "_ATTENTIVE", attentive)
        os.write(keyboard[1], b"j")
        assert [key.fd for key, _ in selector.select(NOW)] == [keyboard[0]]
        os.read(keyboard[0], 1)


def test_who_only_wakes_it_is_no_key_and_makes_it_attentive(selector: PatientSelector) -> None:
    selector._attentive_until = NOW
    threading.Timer(0.01, selector.wake).start()
    assert selector.select(NOW) == []  # it would wait for a minute
    assert selector.select(NOW) == []  # it looks as it is asked to: it may be about to end


def test_waking_never_blocks_and_never_fails(selector: PatientSelector) -> None:
    for _ in range(100_000):
        selector.wake()
    assert selector.select(NOW) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_who_is_not_told_that_the_terminal_is_gone_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda process, number: told.append((process, number)))
    far, near = os.openpty()
    with PatientSelector() as selector:
        selector.register(near, selectors.EVENT_READ)
        os.write(far, b"j\n")
        assert [key.fd for key, _ in selector.select(NOW)] == [near]
        assert not told
        os.close(far)
        assert selector.select(NOW) == []
        assert selector.select(NOW) == []
    os.close(near)
    assert told == [(os.getpid(), signal.SIGHUP)]


def test_the_driver_waits_by_what_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_driver, "selectors", selectors)
    driver = patient(linux_driver.LinuxDriver)
    assert issubclass(driver, linux_driver.LinuxDriver)
    assert {"selectors", "SelectSelector", "EVENT_READ"} <= set(driver.run_input_thread.__code__.co_names)
    assert isinstance(vars(linux_driver)["selectors"].SelectSelector(), PatientSelector)


def test_a_driver_that_waits_otherwise_is_left_alone() -> None:
    assert patient(dict) is dict  # type: ignore[arg-type, comparison-overlap]
