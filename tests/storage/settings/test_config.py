"""Settings are read tolerantly; `test_coder.py` has what is written of them."""

from pathlib import Path

import pytest

from storage.files.places import Places
from storage.settings.config import Settings, remember, remembered


def load(places: Places, text: str | bytes) -> Settings:
    places.config.mkdir(parents=True, exist_ok=True)
    places.settings.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Settings.load(places)


def test_no_file_means_defaults(places: Places) -> None:
    settings = Settings.load(places)
    assert settings.problems == ()
    assert settings.who
    assert settings.refresh_minutes == 0


def test_what_is_set_holds(places: Places) -> None:
    settings = load(places, 'who = "Ada"\ntext_width = 60\nrefresh_on_start = true\n[keys]\n"list.next" = "j,down"\n')
    assert (settings.who, settings.text_width, settings.refresh_on_start) == ("Ada", 60, True)
    assert settings.keys == {"list.next": "j,down"}


def test_what_is_not_known_is_kept_and_named(places: Places) -> None:
    settings = load(places, "colour = 3\n[later]\nx = 1\n")
    assert settings.other == {"colour": 3, "later": {"x": 1}}
    assert "'colour'" in settings.problems[0]
    assert "'later'" in settings.problems[1]


def test_a_wrong_value_is_named_and_the_default_holds(places: Places) -> None:
    settings = load(places, 'text_width = "wide"\nwho = 7\nrefresh_minutes = true\nmouse = false')
    assert (settings.text_width, settings.refresh_minutes, settings.mouse) == (Settings().text_width, 0, False)
    assert len(settings.problems) == 3


@pytest.mark.parametrize(
    "text", ["who = ", f"text_width = {'1' * 5000}", b"\xff\xfe\0", "[" * 5000, 'who = "\x1b]0;x\x07"']
)
def test_a_file_that_can_not_be_read_gives_the_defaults_and_one_clean_sentence(places: Places, text: str) -> None:
    settings = load(places, text)
    assert settings.who == Settings().who
    assert len(settings.problems) == 1
    assert settings.problems[0].isprintable()


def test_a_folder_in_its_place_is_said(places: Places) -> None:
    places.settings.mkdir(parents=True)
    assert "is a folder" in Settings.load(places).problems[0]


def test_what_is_remembered_comes_back_and_the_settings_stay(places: Places) -> None:
    load(places, "# mine\n")
    remember(places, "theme", "dusk")
    remember(places, "panes", [30, 70])
    remember(places, "theme", None)
    remember(places, "never", None)
    assert remembered(places) == {"panes": [30, 70]}
    assert places.settings.read_text() == "# mine\n"


@pytest.mark.parametrize("content", [b"", b"[1]", b"{nonsense", b"\xff"])
def test_a_broken_memory_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    places = Places.find(tmp_path, environ={})
    places.state.write_bytes(content)
    assert remembered(places) == {}
    remember(places, "a", 1)
    assert remembered(places) == {"a": 1}


@pytest.mark.parametrize("proxy", ["http://proxy.example:3128", "https://u:p@proxy.example/", ""])
def test_a_proxy_is_an_http_address(places: Places, proxy: str) -> None:
    settings = load(places, f'proxy = "{proxy}"')
    assert (settings.proxy, settings.problems) == (proxy, ())


@pytest.mark.parametrize("proxy", ['"proxy.example"', '"socks5://x"', "7", '"http://"', '"http://a b"'])
def test_what_is_no_address_of_a_proxy_is_told(places: Places, proxy: str) -> None:
    settings = load(places, f"proxy = {proxy}")
    assert settings.proxy == ""
    assert len(settings.problems) == 1
