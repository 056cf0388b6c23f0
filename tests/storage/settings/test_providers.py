"""The settings of the extras: off until set, the key never shown, nothing meant for one address given to another."""

import pytest
from rich.pretty import pretty_repr

from storage.files.places import Places
from storage.settings.config import Settings
from storage.settings.providers import LlmSettings, llm_of, names_with_environment, with_environment

KEY = "sk-very-secret"


def test_they_are_off_by_default(places: Places) -> None:
    settings = Settings.load(places)
    assert (settings.llm.model, settings.nlp.model) == ("", "")
    assert (settings.llm.consent, settings.llm.plain_http) == (False, False)


def test_what_is_set_holds(places: Places) -> None:
    places.config.mkdir(parents=True)
    places.settings.write_text(
        f'[llm]\nurl = "https://models.example.org/v1"\nmodel = "tiny"\nkey = "{KEY}"\nconsent = true\ntimeout = 9\n'
        '[nlp]\nmodel = "en_core_web_sm"\n'
    )
    settings = Settings.load(places)
    assert settings.problems == ()
    assert settings.llm == LlmSettings("https://models.example.org/v1", "tiny", KEY, True, False, 9)
    assert settings.nlp.model == "en_core_web_sm"
    assert KEY not in repr(settings)
    assert KEY not in pretty_repr(settings)  # as a traceback of Textual's shows it


@pytest.mark.parametrize(
    "value", [KEY, [KEY], {"key": 7}, {"key": KEY * 1000}, {"model": [KEY]}, {KEY[:2]: KEY}, {"consent": KEY}]
)
def test_what_is_not_understood_is_named_without_its_value(value: object) -> None:
    settings, problems = llm_of(value)
    assert settings == LlmSettings()
    assert len(problems) == 1
    assert KEY not in problems[0]


@pytest.mark.parametrize("seconds", [0, -1, 3601, True, "9", 1.5])
def test_a_time_that_is_none_is_refused(seconds: object) -> None:
    settings, problems = llm_of({"timeout": seconds})
    assert (settings.timeout, len(problems)) == (120, 1)


def test_variables_go_before_the_file() -> None:
    held = LlmSettings("", "tiny", KEY)
    assert with_environment(held, {}) == held
    found = with_environment(held, {"CIVICDESK_LLM_MODEL": "large", "CIVICDESK_LLM_KEY": "other"})
    assert (found.model, found.key) == ("large", "other")
    assert names_with_environment(Settings().nlp, {"CIVICDESK_NLP_MODEL": "de_core_news_sm"}).model == "de_core_news_sm"


def test_another_address_gets_neither_the_key_nor_the_leave_that_were_for_the_first() -> None:
    held = LlmSettings("https://trusted.example/v1", "tiny", KEY, consent=True, plain_http=True)
    found = with_environment(held, {"CIVICDESK_LLM_URL": "https://other.example/v1"})
    assert found == LlmSettings("https://other.example/v1", "tiny")
    own = with_environment(held, {"CIVICDESK_LLM_URL": "https://other.example/v1", "CIVICDESK_LLM_KEY": "theirs"})
    assert (own.key, own.consent) == ("theirs", False)
    assert with_environment(held, {"CIVICDESK_LLM_URL": "https://trusted.example/v1"}) == held
