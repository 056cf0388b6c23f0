"""A loopback server in the place of a language model's: it answers well, or badly in every way.

    with ModelServer() as server:
        server.says({"concerns": [...]})
        ... server.url ... server.questions

It stands on the feeds' loopback server, and takes the bodies of requests besides.
"""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Self

from tests.feeds.server import Request, Server, reply

PATH = "/v1/chat/completions"


@dataclass
class ModelServer(Server):
    """Answers at PATH as `at` says; `questions` are the bodies of the requests that came."""

    questions: list[Any] = field(default_factory=list)

    def __enter__(self) -> Self:
        super().__enter__()
        self.says({"concerns": [], "stakeholders": []})
        return self

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await super()._accept(_WithBodies(reader, self.questions), writer)  # type: ignore[arg-type]

    @property
    def base(self) -> str:
        """The address as it stands in the settings."""
        return self.url("/v1")

    def says(self, answer: object) -> None:
        """Answer with this, as the model's content: JSON, or a text to the letter."""
        content = answer if isinstance(answer, str) else json.dumps(answer)
        self.at(PATH, reply(completion(content)))


def completion(content: object) -> bytes:
    """The body around what a model wrote."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


class _WithBodies:
    """A reader that takes the body behind each head, so that the next head is found."""

    def __init__(self, reader: asyncio.StreamReader, questions: list[Any]) -> None:
        self._reader = reader
        self._questions = questions

    async def readuntil(self, separator: bytes) -> bytes:
        head = await self._reader.readuntil(separator)
        for line in head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(":")
            if name.lower() == "content-length":
                self._questions.append(json.loads(await self._reader.readexactly(int(value))))
        return head


__all__ = ["PATH", "ModelServer", "Request", "completion"]
