"""What every `Provider` has to do (`assist.provider`), as tests that run over any of them.

To try one, write a `Setting` for it, and collect the suite under a class of its own:

    class TestMine(ProviderContract):
        @pytest.fixture
        def setting(self): ...
"""

import asyncio
from typing import Protocol

import pytest

from assist.errors import AssistError
from assist.provider import Provider
from civic.codebook import DEFAULT, ROLES, STAKEHOLDER_TYPES
from civic.second_opinion import SecondOpinion

TITLE = "Palantir in London"
TEXT = "Palantir sells the police a system. Residents of London were not told of it."
SECRET = "sk-very-secret"  # where a provider has a key, this is it


class Setting(Protocol):
    """A provider in a test, and what can be done to whom it asks."""

    def make(self) -> Provider:
        """Make the provider; it answers well, and says something of TEXT."""
        ...

    def fail(self) -> None:
        """Give no answer of use from now on."""
        ...

    def mend(self) -> None:
        """Answer well again."""
        ...

    async def hang(self, provider: Provider) -> asyncio.Task[SecondOpinion]:
        """Start to ask for what never comes, and return when that has begun."""
        ...


class ProviderContract:
    """The suite. `setting` is a fixture of each subclass."""

    def test_before_it_is_entered_it_says_who_it_is_and_where_texts_go(self, setting: Setting) -> None:
        provider = setting.make()
        for line in (provider.badge, provider.where):
            assert line
            assert line.isprintable()
            assert SECRET not in line
        assert len(provider.badge) <= 80
        assert provider.is_here or provider.leaves
        assert ("this machine" in provider.where) == provider.is_here

    @pytest.mark.parametrize("text", ["", "short", "long " * 500_000])
    def test_it_says_how_much_of_a_text_it_takes(self, setting: Setting, text: str) -> None:
        assert 0 <= setting.make().sent(text) <= len(text)
        assert setting.make().sent("short") == 5

    def test_the_basis_is_the_same_for_the_same_provider_and_holds_no_secret(self, setting: Setting) -> None:
        basis = setting.make().basis(DEFAULT)
        assert basis
        assert setting.make().basis(DEFAULT) == basis
        assert SECRET not in basis

    async def test_an_opinion_is_borne_out_by_the_text_to_the_letter(self, setting: Setting) -> None:
        provider = setting.make()
        async with provider:
            opinion = await provider.ask(TEXT, TITLE, "en", DEFAULT)
        assert opinion.stakeholders or opinion.concerns
        check(opinion, provider, TEXT)
        assert SecondOpinion.from_json(opinion.to_json(), TEXT) == opinion

    async def test_it_is_asked_as_often_as_there_are_stories(self, setting: Setting) -> None:
        provider = setting.make()
        async with provider:
            first = await provider.ask(TEXT, TITLE, "en", DEFAULT)
            assert await provider.ask(TEXT, TITLE, "en", DEFAULT) == first

    @pytest.mark.parametrize(
        "text", ["", " \n", "\x00\x1b[31m \u202ePalantir", "\ud800 Palantir", "😀 Palantir. " * 3000]
    )
    async def test_any_text_is_taken(self, setting: Setting, text: str) -> None:
        provider = setting.make()
        async with provider:
            check(await provider.ask(text, "", "", DEFAULT), provider, text)

    async def test_a_failure_is_one_sentence_and_later_calls_may_succeed(self, setting: Setting) -> None:
        provider = setting.make()
        async with provider:
            setting.fail()
            with pytest.raises(AssistError) as caught:
                await provider.ask(TEXT, TITLE, "en", DEFAULT)
            setting.mend()
            await provider.ask(TEXT, TITLE, "en", DEFAULT)
        sentence = str(caught.value)
        assert sentence.isprintable()
        assert sentence.endswith(".")
        assert SECRET not in sentence

    async def test_cancelling_ends_the_work(self, setting: Setting) -> None:
        before = asyncio.all_tasks()
        provider = setting.make()
        async with provider:
            asking = await setting.hang(provider)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
        assert asyncio.all_tasks() == before


def check(opinion: SecondOpinion, provider: Provider, text: str) -> None:
    """The opinion has the form that the port promises."""
    assert opinion.by == provider.badge
    assert opinion.dropped >= 0
    concerns = [suggestion.concern for suggestion in opinion.concerns]
    assert len(set(concerns)) == len(concerns)
    assert set(concerns) <= {concern.id for concern in DEFAULT.concerns}
    spans = [evidence.span for suggestion in opinion.concerns for evidence in suggestion.evidence]
    for stakeholder in opinion.stakeholders:
        assert stakeholder.type in {"", *STAKEHOLDER_TYPES}
        assert set(stakeholder.roles) <= {role.id for role in ROLES}
        spans += stakeholder.evidence
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
