"""The providers of second opinions, as `config.toml` sets them: [llm], the language model to ask, and [nlp], spaCy's
model for names.

[llm]
url = "https://models.example.org/v1"    # usually a server on this machine
model = "NAME"
key = "…"                                # sent there and shown nowhere
consent = true                           # commands may send stories to another machine without --yes

[nlp]
model = "en_core_web_sm"
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from civic.text import clean_line

URL: Final = "CIVICDESK_LLM_URL"
MODEL: Final = "CIVICDESK_LLM_MODEL"
KEY: Final = "CIVICDESK_LLM_KEY"
NAMES: Final = "CIVICDESK_NLP_MODEL"
"""The variables that go before the file."""
_LONGEST: Final = 4000
_LONGEST_WAIT: Final = 3600

Table = TypeVar("Table", "LlmSettings", "NlpSettings")


class LlmSettings(Struct, frozen=True):
    """A language model to ask. It is off while `model` is ""; `url` "" is the usual address on this machine.
    `timeout` is in seconds; `plain_http` allows an unprotected connection to another machine."""

    url: str = ""
    model: str = ""
    key: str = ""
    consent: bool = False
    plain_http: bool = False
    timeout: int = 120

    def __rich_repr__(self) -> list[tuple[str, str]]:  # of Textual's tracebacks; the key is shown nowhere
        return [("url", self.url), ("model", self.model)]

    def __repr__(self) -> str:
        return f"LlmSettings(url={self.url!r}, model={self.model!r})"


class NlpSettings(Struct, frozen=True):
    """A model of spaCy, by the name of its package or its folder. It is off while `model` is ""."""

    model: str = ""


def llm_of(value: object) -> tuple[LlmSettings, tuple[str, ...]]:
    """Return the settings of the table [llm], and a sentence for each thing in it that was not understood. No
    sentence shows a value: it may be the key."""
    return _read("llm", value, LlmSettings(), {
        "url": _text, "model": _text, "key": _text, "consent": _flag, "plain_http": _flag, "timeout": _seconds,
    })  # fmt: skip


def nlp_of(value: object) -> tuple[NlpSettings, tuple[str, ...]]:
    """Return the settings of the table [nlp], and a sentence for each thing in it that was not understood."""
    return _read("nlp", value, NlpSettings(), {"model": _text})


def with_environment(llm: LlmSettings, environ: Mapping[str, str]) -> LlmSettings:
    """Return the language model as the variables have it. One that names another address takes nothing from the file
    that was meant for the address there: neither the key nor any permission."""
    url = environ.get(URL) or llm.url
    if url != llm.url:
        llm = replace(llm, url=url, key="", consent=False, plain_http=False)
    return replace(llm, model=environ.get(MODEL) or llm.model, key=environ.get(KEY) or llm.key)


def names_with_environment(nlp: NlpSettings, environ: Mapping[str, str]) -> NlpSettings:
    """Return spaCy's model as the variable has it."""
    return replace(nlp, model=environ.get(NAMES) or nlp.model)


def _read(
    name: str, value: object, usual: Table, readers: Mapping[str, Callable[[object], Any]]
) -> tuple[Table, tuple[str, ...]]:
    if not isinstance(value, dict):
        return usual, (f"config.toml: {name} has to be a table; write [{name}] on a line of its own.",)
    good: dict[str, Any] = {}
    problems = []
    for key, given in value.items():
        if key not in readers:
            problems.append(f"config.toml: there is no setting {clean_line(key, 40)!r} under [{name}].")
        elif (read := readers[key](given)) is None:
            problems.append(f"config.toml: {key} under [{name}] can't be what it is set to.")
        else:
            good[key] = read
    return replace(usual, **good), tuple(problems)


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and len(value) <= _LONGEST else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _seconds(value: object) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and isinstance(value, int) and 1 <= value <= _LONGEST_WAIT else None
