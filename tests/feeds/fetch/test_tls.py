"""Protected connections, over real TLS on this machine. `loopback.pem` is a certificate that nobody else trusts, with
its key: made for these tests, good for nothing but 127.0.0.1."""

import ssl
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.errors import AddressError, FetchError
from feeds.fetch.http import Answer, Fetcher
from tests.feeds.server import Server, redirect, reply

PEM = Path(__file__).with_name("loopback.pem")


@pytest.fixture
def secure() -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    with Server(tls=context) as server:
        yield server


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the system trusted the certificate."""
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", ssl.create_default_context(cafile=str(PEM)))


async def get(url: str) -> Answer:
    async with Fetcher() as fetcher, fetcher.get(url, local=True) as answer:
        return answer


def with_password(url: str) -> str:
    return url.replace("://", "://ann:hunter2@")


async def test_a_certificate_that_nobody_vouches_for_is_refused(secure: Server) -> None:
    with pytest.raises(FetchError, match="certificate is not valid"):
        await get(secure.at("/", reply(b"x")))
    assert secure.requests == []


@pytest.mark.usefixtures("trusted")
async def test_a_password_goes_over_the_protected_connection(secure: Server) -> None:
    answer = await get(with_password(secure.at("/", reply(b"x"))))
    assert answer.body == b"x"
    assert secure.requests[0].headers["authorization"] == "Basic " + b64encode(b"ann:hunter2").decode()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("path", ["/feed", "/feed?token=hunter2"])
async def test_no_password_or_token_is_taken_from_https_to_http(secure: Server, server: Server, path: str) -> None:
    secure.at(path, redirect(server.at("/open", reply(b"x")), 301))
    address = secure.url(path)
    with pytest.raises(AddressError, match="unprotected") as caught:
        await get(address if "token" in path else with_password(address))
    assert "hunter2" not in str(caught.value)
    assert server.requests == []


@pytest.mark.usefixtures("trusted")
async def test_without_either_the_redirect_is_followed(secure: Server, server: Server) -> None:
    secure.at("/feed", redirect(server.at("/open", reply(b"x"))))
    assert (await get(secure.url("/feed"))).body == b"x"
    assert "authorization" not in server.requests[0].headers
