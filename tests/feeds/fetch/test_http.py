"""One address to bytes: caps, deadlines, redirects, packing, and where it must not lead."""

import asyncio
import gzip
import socket
import zlib
from collections.abc import Callable, Sequence

import brotli  # type: ignore[import-untyped]
import pytest
from msgspec.structs import replace

from feeds.errors import AddressError, ClosedError, FeedError, FetchError, FormatError
from feeds.fetch.http import HOPS, USUAL, Answer, Fetcher, Limits, Wishes, next_hop
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

GZIPPED = gzip.compress(b"<rss/>" * 1000, mtime=0)
SMALL = Limits(seconds=2.0, wire=200_000, body=400_000)


async def get(url: str, *, local: bool = True, limits: Limits = USUAL, proxy: str | None = None) -> Answer:
    async with Fetcher(limits=limits, proxy=proxy) as fetcher, fetcher.get(url, local=local) as answer:
        return answer


async def refusal(url: str, *, local: bool = True, limits: Limits = SMALL) -> FeedError:
    with pytest.raises(FeedError) as caught:
        await get(url, local=local, limits=limits)
    assert str(caught.value).endswith(".")
    return caught.value


@pytest.mark.parametrize(
    ("packing", "packed"),
    [
        ("gzip", GZIPPED),
        ("gzip", gzip.compress(b"<rss/>" * 400, mtime=0) + gzip.compress(b"<rss/>" * 600, mtime=0)),
        ("gzip", GZIPPED + b"\0\0padding"),
        ("x-gzip", GZIPPED),
        ("gzip", b"<rss/>" * 1000),
        ("deflate", zlib.compress(b"<rss/>" * 1000)),
        ("deflate", zlib.compress(b"<rss/>" * 1000)[2:-4]),
        ("br", brotli.compress(b"<rss/>" * 1000)),
        ("identity", b"<rss/>" * 1000),
        ("", b"<rss/>" * 1000),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}",
)
async def test_packed_bodies_are_unpacked(server: Server, packing: str, packed: bytes) -> None:
    answer = await get(server.at("/", reply(packed, headers={"Content-Encoding": packing})))
    assert answer.body == b"<rss/>" * 1000
    assert answer.whole


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (lambda: gzip_bomb(), FormatError),
        (lambda: reply(brotli.compress(b" " * 50_000_000, quality=1), headers={"Content-Encoding": "br"}), FormatError),
        (lambda: reply(zlib.compress(b" " * 50_000_000), headers={"Content-Encoding": "deflate"}), FormatError),
        (lambda: endless(), FormatError),
        (lambda: endless({"Content-Encoding": "gzip"}, gzip.compress(b"")), FormatError),
        (lambda: reply(b" " * 300_000), FormatError),
        (lambda: reply(b"x", headers={"Content-Encoding": "zstd9"}), FetchError),
        (lambda: reply(b"\x1f\x8bnonsense" * 20, headers={"Content-Encoding": "gzip"}), FetchError),
        (lambda: reply(b"nonsense" * 20, headers={"Content-Encoding": "br"}), FetchError),
        (lambda: broken_off(b"", 1000), FetchError),
        (lambda: raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n"), FetchError),
        (lambda: raw(b"HTTP/1.1 200 OK\r\n" + b"X-Many: y\r\n" * 50_000 + b"\r\n"), FetchError),
        (lambda: raw(b"HTTP/1.1 99999 What\r\n\r\n"), FetchError),
        (lambda: raw(b"SSH-2.0-OpenSSH_9.6\r\n"), FetchError),
        (lambda: raw(b""), FetchError),
        (lambda: reply(b"", headers={"Content-Length": "-5"}), FetchError),
        (lambda: reply(b"", headers={"Content-Length": "lots"}), FetchError),
        (lambda: redirect("/"), FetchError),
        (lambda: redirect("file:///etc/passwd"), AddressError),
        (lambda: redirect("gopher://127.0.0.1/"), AddressError),
        (lambda: redirect("http://[broken"), AddressError),
    ],
)
async def test_misbehaviour_ends_in_a_sentence(
    server: Server, handler: Callable[[], Handler], kind: type[FeedError]
) -> None:
    assert type(await refusal(server.at("/", handler()))) is kind


@pytest.mark.parametrize("handler", [drip(0.05), silence()], ids=["slow", "silent"])
async def test_what_takes_too_long_ends_in_a_sentence(server: Server, handler: Handler) -> None:
    assert type(await refusal(server.at("/", handler), limits=replace(SMALL, seconds=0.3))) is FetchError


async def test_a_body_that_breaks_off_is_given_and_marked(server: Server) -> None:
    answer = await get(server.at("/", broken_off(b"<rss>", 1000)))
    assert (answer.body, answer.whole) == (b"<rss>", False)
    packed = gzip.compress(b"<rss/>" * 10)[:-4]
    answer = await get(server.at("/", reply(packed, headers={"Content-Encoding": "gzip"})))
    assert not answer.whole


async def test_redirects_are_followed_so_far_and_no_further(server: Server) -> None:
    server.at("/0", reply(b"there"))
    for number in range(1, HOPS + 2):
        server.at(f"/{number}", redirect(f"{number - 1}", 302))
    answer = await get(server.url(f"/{HOPS}"))
    assert (answer.body, answer.url, answer.moved_to) == (b"there", server.url("/0"), "")
    assert "redirects" in str(await refusal(server.url(f"/{HOPS + 1}")))


@pytest.mark.parametrize(
    ("statuses", "moved"), [((301,), "/0"), ((308, 301), "/0"), ((301, 302), "/1"), ((302, 301), ""), ((307, 303), "")]
)
async def test_only_permanent_redirects_from_the_start_count_as_a_move(
    server: Server, statuses: Sequence[int], moved: str
) -> None:
    server.at("/0", reply(b"there"))
    for number, status in enumerate(reversed(statuses), 1):
        server.at(f"/{number}", redirect(f"/{number - 1}", status))
    answer = await get(server.url(f"/{len(statuses)}"))
    assert answer.moved_to == (server.url(moved) if moved else "")


LOOPBACK = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "localhost", "[::1]", "[::ffff:127.0.0.1]",
    "①②⑦.0.0.1", "0.0.0.0", "127.0.0.1.",
]  # fmt: skip


@pytest.mark.parametrize("host", LOOPBACK)
async def test_this_machine_is_closed_in_any_spelling(server: Server, host: str) -> None:
    server.at("/", reply(b"secret"))
    error = await refusal(f"http://{host}:{server.ports['127.0.0.1']}/", local=False)
    assert type(error) is ClosedError
    assert server.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
async def test_a_local_feed_may_reach_it(server: Server, host: str) -> None:
    server.at("/", reply(b"mine"))
    assert (await get(f"http://{host}:{server.ports['127.0.0.1']}/")).body == b"mine"


async def test_the_address_that_is_used_is_the_one_that_is_checked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that changes its address from one look-up to the next is looked up once, and that answer counts."""
    looked_up = []

    def rebinding(host: str, port: int, *rest: object, **more: object) -> list[object]:
        looked_up.append(host)
        address = "93.184.215.14" if len(looked_up) == 1 else "127.0.0.1"
        if host == "93.184.215.14":
            raise AssertionError("a second look-up")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    connected: list[object] = []

    async def no_connection(addr_infos: Sequence[tuple[object, ...]], **_: object) -> socket.socket:
        connected.extend(info[-1] for info in addr_infos)
        raise OSError

    monkeypatch.setattr("aiohappyeyeballs.start_connection", no_connection)
    await refusal("http://rebinding.example/", local=False)
    assert looked_up == ["rebinding.example"]
    assert connected == [("93.184.215.14", 80)]
    error = await refusal("http://rebinding.example/", local=False)
    assert type(error) is ClosedError


async def test_a_name_that_leads_inside_is_closed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    port = server.ports["127.0.0.1"]
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    assert type(await refusal(f"http://innocent.example:{port}/", local=False)) is ClosedError
    assert server.requests == []


async def test_every_hop_is_checked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect from an open address to a closed one: the first hop is let through here by hand."""
    monkeypatch.setattr("feeds.fetch.http.closed", lambda address: str(address) != "127.0.0.1")
    server.at("/in", redirect("http://127.0.0.2:1/"))
    assert type(await refusal(server.url("/in"), local=False)) is ClosedError
    assert len(server.requests) == 1


async def test_passwords_go_to_their_own_host_only() -> None:
    with Server() as server, Server() as other:
        server.at("/here", reply(b"x"))
        server.at("/away", redirect(other.at("/there", reply(b"x"))))
        server.at("/on", redirect("/here"))
        for path in ("/away", "/on"):
            answer = await get(server.url(path).replace("http://", "http://ann:s%20t@"))
            assert "ann" not in answer.url
        basic = "Basic YW5uOnMgdA=="
        assert [(one.path, one.headers.get("authorization")) for one in (*server.requests, *other.requests)] == [
            ("/away", basic), ("/on", basic), ("/here", basic), ("/there", None),
        ]  # fmt: skip


@pytest.mark.parametrize("origin", ["https://ann:pa@example.org/", "https://example.org/?token=x"])
def test_no_redirect_from_https_to_http_with_credentials(origin: str) -> None:
    with pytest.raises(AddressError):
        next_hop("https://example.org/", "http://example.org/feed", origin)
    assert (
        next_hop("https://example.org/", "http://example.org/feed", "https://example.org/") == "http://example.org/feed"
    )


async def test_secrets_of_an_address_are_in_no_error(server: Server) -> None:
    server.at("/hunter2?token=hunter2", raw(b"hunter2\r\n\r\n"))
    for host in ("nowhere.invalid", "127.0.0.1:1", server.url("/")[7:-1]):
        error = await refusal(f"http://ann:hunter2@{host}/hunter2?token=hunter2", local=True, limits=Limits(seconds=5))
        assert "hunter2" not in str(error)


async def test_the_proxy_of_the_environment_is_not_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert (await get(server.at("/", reply(b"direct")))).body == b"direct"


async def test_a_configured_proxy_is_used(server: Server) -> None:
    server.at("http://example.invalid/", reply(b"by proxy"))
    assert (await get("http://example.invalid/", proxy=server.url("/"))).body == b"by proxy"


def wall(cookie: str = "seen=1; Path=/") -> Handler:
    """Redirects to itself with a cookie, until that comes back."""

    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        if "seen=1" in request.headers.get("cookie", ""):
            await reply(b"<rss/>")(request, writer)
        else:
            await reply(status=302, headers={"Location": request.path, "Set-Cookie": cookie})(request, writer)

    return handler


async def test_cookies_last_for_one_fetch_and_go_to_their_own_host(server: Server) -> None:
    with Server() as other:
        there = other.at("/there", reply(b"x"))
        server.at("/wall", wall())
        server.at("/away", reply(status=302, headers={"Location": there, "Set-Cookie": "a=1; Domain=other.example"}))
        async with Fetcher() as fetcher:
            for _ in range(2):
                async with fetcher.get(server.url("/wall"), local=True) as answer:
                    assert answer.body == b"<rss/>"
            async with fetcher.get(server.url("/away"), local=True) as answer:
                assert answer.body == b"x"
        sent = [one.headers.get("cookie") for one in server.asked("/wall")]
        assert sent == [None, "seen=1", None, "seen=1"]
        assert other.asked("/there")[0].headers.get("cookie") is None


async def test_a_megabyte_of_cookies_is_one_sentence_or_is_not_sent_back(server: Server) -> None:
    lines = "".join(f"Set-Cookie: c{n}={'x' * 4000}; Path=/\r\n" for n in range(100))
    server.at("/many", raw(f"HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: 0\r\n{lines}\r\n".encode()))
    server.at("/one", redirect_with_cookie("/on", "x" * 2**20))
    server.at("/on", reply(b"x"))
    for path in ("/many", "/one"):
        try:
            assert (await get(server.url(path))).body == b"x"
        except FetchError as error:
            assert "longer headers" in str(error) or "broke the connection" in str(error)
    assert all(len(one.headers.get("cookie", "")) <= 8000 for one in server.asked("/on"))


def redirect_with_cookie(to: str, cookie: str) -> Handler:
    return reply(status=302, headers={"Location": to, "Set-Cookie": f"c={cookie}"})


async def test_a_head_of_too_many_cookies_is_called_so(server: Server) -> None:
    cookies = b"".join(b"Set-Cookie: c%d=%s\r\n" % (number, b"x" * 4000) for number in range(250))
    server.at("/", raw(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n" + cookies + b"Content-Length: 0\r\n\r\n"))
    assert "longer headers or cookies" in str(await refusal(server.url("/")))


@pytest.mark.parametrize("status", [400, 412])
async def test_a_server_that_refuses_conditions_is_asked_once_without(server: Server, status: int) -> None:
    async def handler(request: Request, writer: asyncio.StreamWriter) -> None:
        asked = "if-modified-since" in request.headers or "if-none-match" in request.headers
        await (reply(status=status) if asked else reply(b"x"))(request, writer)

    server.at("/", handler)
    async with Fetcher() as fetcher:
        async with fetcher.get(server.url("/"), local=True, etag='"1"', modified="gestern") as answer:
            assert (answer.status, answer.body, answer.refused) == (200, b"x", True)
        server.at("/bad", reply(status=status))
        async with fetcher.get(server.url("/bad"), local=True, etag='"1"') as answer:
            assert answer.status == status
        async with fetcher.get(server.url("/bad"), local=True) as answer:
            assert (answer.status, answer.refused) == (status, False)
    assert (len(server.asked("/")), len(server.asked("/bad"))) == (2, 3)


async def test_a_local_feed_opens_its_own_host_and_no_other() -> None:
    with Server(hosts=("127.0.0.1", "127.0.0.2")) as server:
        server.at("/there", reply(b"x"))
        server.at("/away", redirect(server.url("/there", "127.0.0.2")))
        server.at("/here", redirect(server.url("/there")))
        assert (await get(server.url("/here"))).body == b"x"
        error = await refusal(server.url("/away"))
        assert type(error) is AddressError
        assert "--local" not in str(error)
        assert "give the address that it leads to" in str(error)
        server.at("/named", redirect(server.url("/there", "127.0.0.2").replace("127.0.0.2", "localhost")))
        assert isinstance(await refusal(server.url("/named")), AddressError)
        assert len(server.asked("/there")) == 1


async def test_agent_headers_and_limits_of_a_feed_are_its_own() -> None:
    wishes = Wishes("Civic/1", (("X-Key", "k"),), SMALL.up_to(1))
    with Server() as server, Server() as other:
        server.at("/away", redirect(other.at("/there", reply(b"x" * 300_000))))
        async with Fetcher(limits=SMALL) as fetcher:
            async with fetcher.get(server.url("/away"), local=True, wishes=wishes) as answer:
                assert len(answer.body) == 300_000
            with pytest.raises(FormatError, match="--megabytes"):
                async with fetcher.get(server.url("/away"), local=True):
                    pass
        first, second = server.asked("/away")[0].headers, other.asked("/there")[0].headers
        assert (first["user-agent"], first["x-key"]) == ("Civic/1", "k")
        assert (second["user-agent"], second.get("x-key")) == ("Civic/1", None)
