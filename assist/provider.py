"""The port `Provider`: what all sources of second opinions have in common."""

from types import TracebackType
from typing import Protocol, Self

from civic.codebook import Codebook
from civic.second_opinion import SecondOpinion


class Provider(Protocol):
    """A source of second opinions: `async with provider:`, then `ask` once for each story.

    Making one, and its properties, `sent` and `basis`, need no network, no process and no `async with`.
    """

    @property
    def badge(self) -> str:
        """The name that each of its suggestions carries, one short line for the screen: "llm NAME", "spaCy NAME"."""
        ...

    @property
    def leaves(self) -> bool:
        """Whether texts go to a program that is not one of ours, so that the user is to be notified before."""
        ...

    @property
    def where(self) -> str:
        """Where texts go, as one line for the user: a host, and whether that is this machine."""
        ...

    @property
    def is_here(self) -> bool:
        """Whether texts stay on this machine; True wherever `leaves` is False."""
        ...

    def sent(self, text: str) -> int:
        """Return how many code points of a text are sent or read, from its beginning: at most `len(text)`."""
        ...

    def basis(self, codebook: Codebook) -> str:
        """Return a fingerprint of all that an answer depends on besides the story: an answer that is kept holds for as
        long as this is the same, over restarts too. It holds no secret."""
        ...

    async def ask(self, text: str, title: str, lang: str, codebook: Codebook) -> SecondOpinion:
        """Return its suggestions on a story, by a codebook; `lang` is a language tag (BCP 47), or "".

        `by` of the opinion is the badge. Concerns are ids of the codebook, each at most once;
        types and roles of stakeholders are those of `civic.codebook`; every piece of evidence has code points into
        `text`, and its own text is `text[start:end]`. Any text is taken, the empty one and ones with lone surrogates
        included.

        Raises AssistError, one sentence for the user without anything that a server wrote, also after a limit in
        seconds (120 for a model, 60 for spaCy, unless set otherwise); later calls may succeed. Cancelling it ends all
        work on the answer.
        """
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End its connections and processes."""
        ...
