"""What every extra has in common, so that whoever asks need not know which one it is."""

from types import TracebackType
from typing import Protocol, Self

from civic.codebook import Codebook
from civic.second_opinion import SecondOpinion


class Provider(Protocol):
    """Somebody else to ask for suggestions: `async with extra:`, then `ask` as often as there are texts."""

    @property
    def badge(self) -> str:
        """What each of its suggestions is marked with: "llm NAME", "spaCy NAME"."""
        ...

    @property
    def leaves(self) -> bool:
        """Whether texts go to another program than one of ours, so that the person is to be told before."""
        ...

    @property
    def where(self) -> str:
        """Where texts go, for people: a host, and whether that is this machine."""
        ...

    @property
    def is_here(self) -> bool:
        """Whether texts stay on this machine."""
        ...

    def sent(self, text: str) -> int:
        """How many characters of a text are sent, or read; the rest of a long one stays behind."""
        ...

    def basis(self, codebook: Codebook) -> str:
        """All that an answer depends on besides the text: one that is kept holds for as long as this is the same."""
        ...

    async def ask(self, text: str, title: str, lang: str, codebook: Codebook) -> SecondOpinion:
        """What it says of a text; spans are code points into `text`. Raises AssistError. Cancelling it ends all work
        on the answer."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
