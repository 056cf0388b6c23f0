"""The provider `llm`: a language model behind an OpenAI-compatible address, asked one story at a time, within limits.
No suggestion of it counts without a quote from the story."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Any, Final, Self

import aiohttp

from assist.endpoint import Endpoint
from assist.errors import AssistError
from assist.prompt import MOST, messages, task
from assist.reply import read
from civic.codebook import Codebook
from civic.second_opinion import SecondOpinion
from civic.text import clean_line

LARGEST: Final = 2**20
"""Bytes of an answer that are taken; the longest in the form of the prompt has a few thousand."""
_JSON: Final = {"response_format": {"type": "json_object"}}


class Llm:
    """A language model: `async with Llm(endpoint) as llm: await llm.ask(…)`. See `assist.provider.Provider`."""

    leaves = True

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.badge = f"llm {clean_line(endpoint.model, 60)}"
        self.is_here = endpoint.is_here
        self.where = f"{endpoint.host} ({'this machine' if endpoint.is_here else 'another machine'})"
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # The environment's proxies are not used: a story goes where the user was notified of, and nowhere else.
        self._session = aiohttp.ClientSession(
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session:
            await self._session.close()

    def sent(self, text: str) -> int:
        """Return how many code points of a text are sent."""
        return min(len(text), MOST)

    def basis(self, codebook: Codebook) -> str:
        """Return a hash of address, model and instructions."""
        parts = "\0".join((self.endpoint.url, self.endpoint.model, task(codebook)))
        return hashlib.blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    async def ask(self, text: str, title: str, lang: str, codebook: Codebook) -> SecondOpinion:
        """Return what the model suggests on a text, as far as its quotes are in it. Raises AssistError."""
        question = {
            "model": self.endpoint.model,
            "messages": messages(text, title, codebook),
            "temperature": 0,
            "stream": False,
        }
        try:
            async with asyncio.timeout(self.endpoint.seconds):
                status, body = await self._post({**question, **_JSON})
                if status == HTTPStatus.BAD_REQUEST:  # some servers do not know `response_format`
                    status, body = await self._post(question)
        except TimeoutError as error:
            raise AssistError(
                f"{self.endpoint.host} did not answer within {self.endpoint.seconds:g} seconds: try again, or write a "
                "longer timeout under [llm] in config.toml."
            ) from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # Nothing of the fault's own text is shown, nor kept as its cause: it may hold what was sent.
            raise AssistError(_describe_fault(error, self.endpoint.host)) from None
        if status != HTTPStatus.OK:
            raise AssistError(_describe_status(status, self.endpoint))
        return read(self._content(body), text, title, codebook, self.badge)

    async def _post(self, question: Mapping[str, Any]) -> tuple[int, bytes]:
        """Return status and body of the answer; b"" for the body where the status is not 200."""
        if self._session is None:
            raise RuntimeError("not entered")
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        async with self._session.post(
            self.endpoint.completions, json=question, headers=headers, allow_redirects=False
        ) as response:
            if response.status != HTTPStatus.OK:
                return response.status, b""
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise self._unusable()
            body = bytearray()
            async for piece in response.content.iter_any():
                body += piece
                if len(body) > LARGEST:
                    raise AssistError(
                        f"{self.endpoint.host} answers with more than {LARGEST // 2**20} MB, which no answer is."
                    )
            return response.status, bytes(body)

    def _content(self, body: bytes) -> str:
        """Return what the model wrote, from the answer of the server."""
        try:
            content = json.loads(body)["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError):
            raise self._unusable() from None
        if isinstance(content, list):  # in parts, as some servers send it
            content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
        if not isinstance(content, str):
            raise self._unusable()
        return content

    def _unusable(self) -> AssistError:
        return AssistError(
            f"{self.endpoint.host} does not answer as an OpenAI-compatible server does: check url under [llm] in "
            "config.toml."
        )


def _describe_fault(error: Exception, host: str) -> str:
    match getattr(error, "os_error", None) or error:
        case ConnectionRefusedError():
            return f"Nothing answers at {host}: start the model's server, or check url under [llm] in config.toml."
        case aiohttp.ClientSSLError() | aiohttp.ClientConnectorCertificateError():
            return f"No protected connection to {host} can be made: check its address and certificate."
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError() | ConnectionResetError():
            return f"{host} broke the connection off: try again later."
        case aiohttp.ClientResponseError() | ValueError():
            return f"{host} answers with something that is no proper HTTP: check url under [llm] in config.toml."
    return f"{host} can't be reached: check url under [llm] in config.toml, and the connection."


def _describe_status(status: int, endpoint: Endpoint) -> str:
    host, model = endpoint.host, clean_line(endpoint.model, 60)
    match status:
        case 401 | 403:
            return f"{host} does not let us in ({status}): check key under [llm] in config.toml."
        case 404:
            return f"{host} has no model {model!r}, or nothing at this address (404): check model and url under [llm]."
        case 413:
            return f"The story is too long for {host} (413)."
        case 429:
            return f"{host} asks for fewer questions, or your quota is used up (429): try again later."
        case _ if 300 <= status < 400:
            return f"{host} redirects to another address ({status}), which is not followed: give that one as url."
        case _ if status >= 500:
            return f"{host} has trouble ({status}): try again later; its own messages may say more."
    return f"{host} refuses the question ({status}): check model and url under [llm] in config.toml."
