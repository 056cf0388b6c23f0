"""The providers: each passes the contract, and the registry makes each by its name."""

import asyncio
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from assist.endpoint import LOCAL, Endpoint
from assist.errors import AssistError
from assist.llm import Llm
from assist.nlp import Nlp
from assist.provider import Provider
from assist.registry import PROVIDERS, Setup
from civic.codebook import DEFAULT, Codebook
from civic.second_opinion import SecondOpinion
from civic.story import Span
from civic.suggestions import Evidence, Suggestion
from tests.assist.modelserver import PATH, ModelServer
from tests.assist.provider_contract import SECRET, TEXT, TITLE, ProviderContract, Setting
from tests.feeds.server import Request, reply


def begin(provider: Provider) -> asyncio.Task[SecondOpinion]:
    return asyncio.create_task(provider.ask(TEXT, TITLE, "en", DEFAULT))


class LlmSetting:
    """A language model on the loopback server."""

    def __init__(self, server: ModelServer) -> None:
        self._server = server
        self.mend()

    def make(self) -> Llm:
        return Llm(Endpoint.of(self._server.base, "tiny", SECRET, seconds=20))

    def fail(self) -> None:
        self._server.at(PATH, reply(SECRET.encode(), status=500))

    def mend(self) -> None:
        stakeholder = {"name": "Palantir", "type": "company", "roles": ["supplier"], "quotes": ["Palantir sells"]}
        concern = {"concern": "privacy", "quotes": ["were not told of it"]}
        self._server.says({"concerns": [concern], "stakeholders": [stakeholder]})

    async def hang(self, provider: Provider) -> asyncio.Task[SecondOpinion]:
        reached = threading.Event()

        async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
            reached.set()
            await asyncio.Event().wait()

        self._server.at(PATH, silent)
        asking = begin(provider)
        await asyncio.to_thread(reached.wait)
        return asking


class NlpSetting:
    """The child process, with a module in the place of spaCy whose moods are files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self) -> Nlp:
        return Nlp("xx_model")

    def fail(self) -> None:
        (self._folder / "crash").touch()

    def mend(self) -> None:
        (self._folder / "crash").unlink()

    async def hang(self, provider: Provider) -> asyncio.Task[SecondOpinion]:
        (self._folder / "hang").touch()
        asking = begin(provider)
        while not (self._folder / "hanging").exists():  # noqa: ASYNC110  # another process says so, by a file
            await asyncio.sleep(0.01)
        return asking


class Double:
    """A provider in memory: the test double of the port, and the smallest that there can be."""

    badge = "double 1"
    leaves = False
    is_here = True
    where = "this machine"

    def __init__(self, setting: "DoubleSetting") -> None:
        self._setting = setting

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def sent(self, text: str) -> int:
        return len(text)

    def basis(self, codebook: Codebook) -> str:
        return ",".join(concern.id for concern in codebook.concerns)

    async def ask(self, text: str, title: str, lang: str, codebook: Codebook) -> SecondOpinion:
        if self._setting.failing:
            raise AssistError("The double fails: try again later.")
        self._setting.reached.set()
        await self._setting.open.wait()
        if not text:
            return SecondOpinion(self.badge)
        evidence = Evidence(Span(0, len(text), text), 1.0)
        return SecondOpinion(
            self.badge, concerns=(Suggestion(codebook.concerns[0].id, 0.0, True, (), (evidence,), (self.badge,)),)
        )


class DoubleSetting:
    def __init__(self) -> None:
        self.failing = False
        self.reached, self.open = asyncio.Event(), asyncio.Event()
        self.open.set()

    def make(self) -> Double:
        return Double(self)

    def fail(self) -> None:
        self.failing = True

    def mend(self) -> None:
        self.failing = False

    async def hang(self, provider: Provider) -> asyncio.Task[SecondOpinion]:
        self.open.clear()
        asking = begin(provider)
        await self.reached.wait()
        return asking


class TestLlm(ProviderContract):
    @pytest.fixture
    def setting(self, server: ModelServer) -> Setting:
        return LlmSetting(server)


class TestNlp(ProviderContract):
    @pytest.fixture
    def setting(self, spacy_double: Path) -> Setting:
        return NlpSetting(spacy_double)


class TestTheDouble(ProviderContract):
    @pytest.fixture
    def setting(self) -> Setting:
        return DoubleSetting()


@pytest.mark.usefixtures("spacy_double")
@pytest.mark.parametrize("name", list(PROVIDERS))
def test_the_registry_makes_each_by_its_name(name: str) -> None:
    provider = PROVIDERS[name].make(Setup("tiny", key=SECRET))
    assert "tiny" in provider.badge
    assert SECRET not in repr(Setup("tiny", key=SECRET))


def test_a_model_without_an_address_is_at_the_usual_one_on_this_machine() -> None:
    provider = PROVIDERS["llm"].make(Setup("tiny"))
    assert provider.basis(DEFAULT) == Llm(Endpoint.of(LOCAL, "tiny")).basis(DEFAULT)
    assert provider.is_here


def test_a_setup_that_can_not_be_used_is_refused_with_a_sentence() -> None:
    with pytest.raises(AssistError, match="unprotected"):
        PROVIDERS["llm"].make(Setup("tiny", "http://models.example.org/v1"))
    PROVIDERS["llm"].make(Setup("tiny", "http://models.example.org/v1", plain_http=True))
