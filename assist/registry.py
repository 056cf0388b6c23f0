"""The one list of the providers of second opinions: the name of each, and how it is made from its settings.

To add a provider, write one module beside this one with a class that implements `assist.provider.Provider`, and enter
it in `PROVIDERS`; what it reads from `config.toml` has a table of its own in `storage.settings.providers`, and
`workspace.providers` passes that on as a `Setup`. `tests/assist/provider_contract.py` is the suite that it has to pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from assist.provider import Provider


@dataclass(frozen=True, slots=True)
class Setup:
    """What the settings say of one provider. It is off while `model` is ""; what a provider has no use for is left at
    its default."""

    model: str = ""
    url: str = ""
    """the usual address on this machine where it is empty"""
    key: str = field(default="", repr=False)
    """a secret that is sent to `url`, and shown nowhere"""
    seconds: float = 120.0
    """how long one answer may take"""
    plain_http: bool = False
    """whether an unprotected connection to another machine is allowed"""


class ProviderKind(Struct, frozen=True):
    """One kind of provider: what its model is called in messages, and how it is made from its setup. `make` raises an
    AssistError that says what to change; it connects to nothing and starts nothing."""

    model: str
    make: "Callable[[Setup], Provider]"


def _llm(setup: Setup) -> "Provider":
    from assist.endpoint import LOCAL, Endpoint
    from assist.llm import Llm  # the network costs time to import, and few sessions ask

    url = setup.url or LOCAL
    return Llm(Endpoint.of(url, setup.model, setup.key, seconds=setup.seconds, plain_http=setup.plain_http))


def _nlp(setup: Setup) -> "Provider":
    from assist.nlp import Nlp

    return Nlp(setup.model)


PROVIDERS: Final[Mapping[str, ProviderKind]] = {
    "llm": ProviderKind("language model", _llm),
    "nlp": ProviderKind("spaCy model", _nlp),
}
"""By the name of the provider, which is also the name of its table in `config.toml`."""
