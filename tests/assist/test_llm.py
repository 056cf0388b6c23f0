"""Asking a model over the network: a server that answers well, and one that misbehaves in every way."""

import asyncio
import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.endpoint import Endpoint
from assist.errors import AssistError
from assist.llm import LARGEST, Llm
from civic.codebook import DEFAULT, Codebook
from civic.second_opinion import SecondOpinion
from tests.assist.modelserver import PATH, ModelServer, completion
from tests.feeds.server import (
    Handler,
    Request,
    Server,
    broken_off,
    drip,
    endless,
    gzip_bomb,
    raw,
    redirect,
    reply,
    silence,
)

TEXT = "Police scanned faces in the square. Residents were not told of it."
ANSWER = {"concerns": [{"concern": "privacy", "quotes": ["scanned faces"]}]}
KEY = "sk-very-secret"


async def ask(server: ModelServer, text: str = TEXT, *, seconds: float = 20, key: str = KEY) -> SecondOpinion:
    async with Llm(Endpoint.of(server.base, "tiny", key, seconds=seconds)) as llm:
        return await llm.ask(text, "Face scans", "en", DEFAULT)


async def test_the_question_is_what_was_agreed_on(server: ModelServer) -> None:
    server.says(ANSWER)
    found = await ask(server)
    assert [one.concern for one in found.concerns] == ["privacy"]
    (request,), (question,) = server.requests, server.questions
    assert (request.method, request.path) == ("POST", PATH)
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert (question["model"], question["temperature"], question["stream"]) == ("tiny", 0, False)
    assert question["response_format"] == {"type": "json_object"}
    assert question["messages"][1]["content"] == f"Title: Face scans\n\n{TEXT}"


async def test_without_a_key_none_is_sent(server: ModelServer) -> None:
    await ask(server, key="")
    assert "authorization" not in server.requests[0].headers


async def test_a_server_that_knows_no_form_of_answers_is_asked_without(server: ModelServer) -> None:
    refused: list[Any] = []

    async def picky(request: Request, writer: asyncio.StreamWriter) -> None:
        formed = "response_format" in server.questions[-1]
        refused.append(formed)
        answer = reply(b"no", status=400) if formed else reply(completion(json.dumps(ANSWER)))
        await answer(request, writer)

    server.at(PATH, picky)
    assert (await ask(server)).concerns
    assert refused == [True, False]


async def test_content_in_parts_is_put_together(server: ModelServer) -> None:
    whole = json.dumps(ANSWER)
    parts = [{"type": "text", "text": whole[:9]}, {"type": "image"}, 3, {"type": "text", "text": whole[9:]}]
    server.at(PATH, reply(completion(parts)))
    assert (await ask(server)).concerns


def body(content: bytes, **headers: str) -> Handler:
    return reply(content, headers={name.replace("_", "-"): value for name, value in headers.items()})


BAD: list[tuple[str, Callable[[], Handler], str]] = [
    ("no key", lambda: reply(KEY.encode(), status=401), "check key"),
    ("not allowed", lambda: reply(status=403), "check key"),
    ("no model", lambda: reply(b"no such model", status=404), "no model 'tiny'"),
    ("too long", lambda: reply(status=413), "too long"),
    ("too many", lambda: reply(status=429), "try again later"),
    ("trouble", lambda: reply(b"\x1b[31mdead", status=500), "has trouble"),
    ("odd status", lambda: reply(status=418), "refuses the question"),
    ("always bad", lambda: reply(status=400), "refuses the question"),
    ("no content", lambda: reply(status=204), "refuses the question"),
    ("not JSON", lambda: reply(b"<html>hello</html>"), "OpenAI-compatible"),
    ("not UTF-8", lambda: reply(b"\xff\xfe\x00"), "OpenAI-compatible"),
    ("other JSON", lambda: reply(b'{"choices": []}'), "OpenAI-compatible"),
    ("a list", lambda: reply(b"[1]"), "OpenAI-compatible"),
    ("deep", lambda: reply(b"[" * 200_000), "OpenAI-compatible"),
    ("no text", lambda: reply(completion(None)), "OpenAI-compatible"),
    ("a number", lambda: reply(completion(3)), "OpenAI-compatible"),
    ("prose", lambda: reply(completion("I would rather not.")), "did not answer in the form"),
    ("packed", lambda: gzip_bomb(1), "OpenAI-compatible"),
    ("huge", lambda: reply(b" " * (LARGEST + 1)), "more than 1 MB"),
    ("endless", lambda: endless(), "more than 1 MB"),
    ("cut", lambda: broken_off(b'{"choices"', 500), "broke the connection off"),
    ("closed", lambda: raw(b""), "broke the connection off"),
    ("no HTTP", lambda: raw(b"SSH-2.0-OpenSSH_9\r\n\r\n"), "no proper HTTP"),
]


@pytest.mark.parametrize(("handler", "says"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
async def test_a_server_that_misbehaves_ends_in_one_sentence(
    handler: Callable[[], Handler], says: str, server: ModelServer
) -> None:
    server.at(PATH, handler())
    with pytest.raises(AssistError, match=says) as caught:
        await ask(server)
    sentence = str(caught.value)
    assert sentence.isprintable()
    assert KEY not in sentence


@pytest.mark.parametrize("handler", [silence, lambda: drip(0.01)], ids=["silent", "slow"])
async def test_an_answer_that_takes_too_long_is_given_up(handler: Callable[[], Handler], server: ModelServer) -> None:
    server.at(PATH, handler())
    with pytest.raises(AssistError, match=r"within 0\.2 seconds"):
        await ask(server, seconds=0.2)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(status: int, server: ModelServer) -> None:
    with Server() as other:
        server.at(PATH, redirect(other.at("/v1/chat/completions", reply(completion(json.dumps(ANSWER)))), status))
        with pytest.raises(AssistError, match="redirects to another address"):
            await ask(server)
        assert other.requests == []


async def test_nobody_at_the_address_is_reported() -> None:
    with Server() as gone:
        url = gone.url("/v1")
    async with Llm(Endpoint.of(url, "tiny")) as llm:
        with pytest.raises(AssistError, match=r"Nothing answers at 127\.0\.0\.1"):
            await llm.ask(TEXT, "", "", DEFAULT)


async def test_the_environments_proxies_are_not_used(server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url("/"))
        await ask(server)
        assert proxy.requests == []


async def test_asking_can_be_cancelled(server: ModelServer) -> None:
    reached = threading.Event()

    async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await asyncio.Event().wait()

    server.at(PATH, silent)
    asking = asyncio.create_task(ask(server))
    await asyncio.to_thread(reached.wait)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_a_text_of_any_characters_is_sent(server: ModelServer) -> None:
    await ask(server, "lone \ud800 surrogate, \x00, \u202e and 😀")
    assert server.questions[0]["messages"][1]["content"].endswith("lone \ud800 surrogate, \x00, \u202e and 😀")


@given(st.binary())
def test_whatever_bytes_come_only_our_error_is_raised(content: bytes) -> None:
    llm = Llm(Endpoint.of("http://127.0.0.1:1/v1", "tiny"))
    for whole in (content, completion(content.decode("latin-1"))):
        try:
            llm._content(whole)
        except AssistError as error:
            assert str(error).isprintable()


HEADS = (
    b"",
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: \xff\xfe\r\nSet-Cookie: \x01=;;=\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n",
    b"HTTP/1.1 401 \x1b[31m\r\nWWW-Authenticate: \r\nContent-Length: 3\r\n\r\n",
    b"HTTP/9.9 200 OK\r\n\r\n",
    b"HTTP/1.1 99999 No\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 9\r\n\r\n",
)


@settings(max_examples=60)
@given(st.sampled_from(HEADS), st.binary(max_size=40) | st.just(completion("{}")))
def test_whatever_a_server_sends_only_our_error_is_raised(head: bytes, rest: bytes) -> None:
    with ModelServer() as server:
        server.at(PATH, raw(head + rest))
        with pytest.raises(AssistError) as caught:
            asyncio.run(ask(server))
    assert str(caught.value).isprintable()
    assert KEY not in str(caught.value)


def test_an_answer_holds_for_as_long_as_address_model_and_codebook_do() -> None:
    def basis(url: str = "http://127.0.0.1/v1", model: str = "tiny", codebook: Codebook = DEFAULT) -> str:
        return Llm(Endpoint.of(url, model)).basis(codebook)

    others = [basis("http://127.0.0.1/v2"), basis(model="large"), basis(codebook=Codebook(DEFAULT.concerns[:3]))]
    assert basis() == basis()
    assert len({basis(), *others}) == 4


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://127.8.8.8/v1/", True),
        ("http://127.0.0.1/v1/chat/completions", True),
        ("http://localhost:1234/v1", True),
        ("http://[::1]:80/v1", True),
        ("http://192.168.1.9/v1", False),
        ("http://10.0.0.1/v1", False),
        ("http://[fd00::1]/v1", False),
        ("https://models.example.org/v1", False),
        ("https://127.0.0.1.example.org/v1", False),
        ("https://localhost.example.org/v1", False),
    ],
)
def test_only_this_machine_is_here(url: str, here: bool) -> None:
    endpoint = Endpoint.of(url, "tiny")
    assert endpoint.is_here is here
    assert endpoint.completions == url.rstrip("/").removesuffix("/chat/completions") + "/chat/completions"
    assert ("this machine" in Llm(endpoint).where) is here


@pytest.mark.parametrize(
    "url",
    ["http://models.example.org/v1", "http://8.8.8.8/v1", "http://2130706433/v1", "http://0x7f.1/v1",
     "http://localhost.example.org/v1", "http://[2001:db8::1]/v1", "http://[::ffff:8.8.8.8]/v1"],
)  # fmt: skip
def test_an_unprotected_way_to_other_networks_needs_to_be_allowed(url: str) -> None:
    with pytest.raises(AssistError, match="unprotected"):
        Endpoint.of(url, "tiny")
    assert not Endpoint.of(url, "tiny", plain_http=True).is_here


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1", "localhost:80/v1", "ftp://127.0.0.1", "file:///etc/passwd", "http://", "http:///v1",
     "http://127.0.0.1:x/", "http://127.0.0.1:99999/", "http://127.0.0.1/v1?key=s3cret", "http://127.0.0.1/#s3cret",
     "http://[::1/", "https://exa\nmple.org/", "https://ex\u202eample.org/", "https://" + "a" * 3000,
     "https://a b/", "https://ann:s3cret@example.org/"],
)  # fmt: skip
def test_what_is_no_address_is_reported_without_showing_what_may_be_secret(url: str) -> None:
    with pytest.raises(AssistError) as caught:
        Endpoint.of(url, "tiny")
    assert str(caught.value).isprintable()
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("key", ["two words", "line\r\nX-Evil: 1", "“quoted”", "\x1b[31m"])
def test_a_key_that_is_none_is_reported_and_not_shown(key: str) -> None:
    with pytest.raises(AssistError, match="characters that no key has") as caught:
        Endpoint.of("https://example.org/v1", "tiny", key)
    assert key not in str(caught.value)


def test_the_key_is_in_no_representation() -> None:
    endpoint = Endpoint.of("https://example.org/v1", "tiny", KEY)
    assert KEY not in repr(endpoint)
    assert KEY not in f"{Llm(endpoint)!r} {Llm(endpoint).where} {Llm(endpoint).badge}"


def test_without_a_model_it_says_where_to_name_one() -> None:
    with pytest.raises(AssistError, match="under"):
        Endpoint.of("http://127.0.0.1/v1", "")
