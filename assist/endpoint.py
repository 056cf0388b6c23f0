"""The address of a language model: what may be one, and how far away it is. No network here."""

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

from assist.errors import AssistError
from civic.text import clean_line

LOCAL: Final = "http://127.0.0.1:11434/v1"
"""Where a model server on this machine usually listens."""
_QUESTIONS: Final = "/chat/completions"
_LONGEST: Final = 2000
_ADDRESS: Final = re.compile(r"[\x21-\x7e]+")
_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]+")
# Loopback (RFC 1122 and 4291), then private and link-local networks (RFC 1918, 3927, 4193 and 4291). Only what is
# written as an address counts: a name may lead anywhere.
_HERE: Final[tuple[IPv4Network | IPv6Network, ...]] = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
_NEAR: Final[tuple[IPv4Network | IPv6Network, ...]] = (
    *(IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")),
    *(IPv6Network(block) for block in ("fc00::/7", "fe80::/10")),
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible server, and the model that it is to use. `key` is sent to it and shown nowhere; one answer
    may take `seconds`."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = 120.0

    @classmethod
    def of(cls, url: str, model: str, key: str = "", *, seconds: float = 120.0, plain_http: bool = False) -> Self:
        """Return a checked endpoint. `plain_http` allows an unprotected connection beyond this machine and its network.
        Raises AssistError, which says what to change."""
        if not model:
            raise AssistError('No model is named: write model = "NAME" under [llm] in config.toml.')
        if key and not _ADDRESS.fullmatch(key):
            raise AssistError("The key for the model has characters that no key has: check it for spaces and quotes.")
        parts = _split(url)
        host = parts.hostname or ""
        if parts.scheme == "http" and not (plain_http or _is_here(host) or _is_near(host)):
            raise AssistError(
                f"Stories would go to {clean_line(host, 100)} unprotected: give an address with https, or write "
                "plain_http = true under [llm] in config.toml."
            )
        return cls(url.rstrip("/").removesuffix(_QUESTIONS), model, key, seconds)

    @property
    def host(self) -> str:
        """The host, cleaned for the screen."""
        return clean_line(urlsplit(self.url).hostname or "", 200)

    @property
    def is_here(self) -> bool:
        """Whether it is this machine, by a loopback address or "localhost"."""
        return _is_here(urlsplit(self.url).hostname or "")

    @property
    def completions(self) -> str:
        """The address that questions go to."""
        return f"{self.url}{_QUESTIONS}"


def _split(url: str) -> SplitResult:
    wrong = AssistError(
        f"The address of the model is none that can be asked: write one like {LOCAL} as url under [llm] in config.toml."
    )
    try:
        parts = urlsplit(url)
        _ = parts.port  # read late and unchecked otherwise
    except ValueError:
        raise wrong from None
    if len(url) > _LONGEST or not _ADDRESS.fullmatch(url) or not _HOST.fullmatch(parts.hostname or ""):
        raise wrong
    if parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise wrong
    if "@" in parts.netloc:
        raise AssistError("The address of the model holds a password: write it as key under [llm] instead.")
    return parts


def _is_here(host: str) -> bool:
    return host == "localhost" or _within(host, _HERE)


def _is_near(host: str) -> bool:
    return _within(host, _NEAR)


def _within(host: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in networks)
