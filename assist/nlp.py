"""The provider `nlp`: names by an installed spaCy model, in a process of its own. Needs the extra `civicdesk[nlp]`;
this process never imports spaCy, and nothing is ever downloaded."""

import asyncio
import json
import os
import re
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from assist.child import command, environment
from assist.errors import AssistError
from civic.analysis.gazetteer import gazetteer
from civic.analysis.mentions import Mention
from civic.analysis.reading import LONGEST, Reading
from civic.analysis.stakeholders import stakeholders_of
from civic.codebook import Codebook
from civic.second_opinion import SecondOpinion
from civic.suggestions import Stakeholder
from civic.text import clean_line

PATIENCE: Final = 60.0
"""Seconds that a model may take to load, and that one text may take."""
_LARGEST: Final = 2**24
"""Bytes of one answer of the child."""
_GLINER: Final = "gliner_config.json"
"""What stands in the folder of every GLiNER model."""
_VERSION: Final = 1
"""Raised whenever the same names would become other stakeholders."""
_KINDS: Final = {
    "PERSON": "person", "PER": "person", "ORG": "name", "GPE": "body", "NORP": "group",
}  # fmt: skip
"""spaCy's labels that can be stakeholders, and the kinds of mention that they are. Its models for languages other than
English say PER; what they call LOC or MISC is seldom a stakeholder."""

_ALONE: Final = re.compile("[\ud800-\udfff]")
"""Surrogates, which spaCy can't take; one character for one, so that offsets hold."""


class Nlp:
    """A spaCy model: `async with Nlp("en_core_web_sm") as nlp: await nlp.ask(…)`. See `assist.provider.Provider`. The
    process starts with the first text, and reads one after the other."""

    leaves = False
    is_here = True
    where = "this machine"

    def __init__(self, model: str, *, patience: float = PATIENCE) -> None:
        """`model` is the name of an installed package, or a folder; `patience` is in seconds. Raises AssistError where
        spaCy is not installed, and where the folder is of a GLiNER model."""
        if find_spec("spacy") is None:
            raise AssistError("Names by spaCy need one more package: install civicdesk[nlp].")
        self._model = str(Path(model).expanduser().absolute()) if os.sep in model else model
        self._label = clean_line(Path(model).name or model, 60)
        if os.sep in model and Path(self._model, _GLINER).is_file():
            raise AssistError(
                f"The folder {self._label!r} has a GLiNER model, which is not supported: name a spaCy model under "
                "[nlp] in config.toml."
            )
        self._patience = patience
        self._process: Process | None = None
        self.badge = f"spaCy {self._label}"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    def sent(self, text: str) -> int:
        """Return how many code points of a text are read."""
        return min(len(text), LONGEST)

    def basis(self, codebook: Codebook) -> str:
        """Return the model, and the version of the rules that make stakeholders of its names."""
        return f"{_VERSION} {self._model}"

    async def ask(self, text: str, title: str, lang: str, codebook: Codebook) -> SecondOpinion:
        """Return the stakeholders behind the names that the model finds. Raises AssistError."""
        try:
            async with asyncio.timeout(self._patience):
                process = self._process or await self._start()
                answer = await _exchange(process, {"text": _ALONE.sub("\ufffd", text[:LONGEST])})
        except TimeoutError as error:
            await self._stop()
            slow = f"{self.badge} takes longer than {self._patience:g} seconds: name a smaller model under [nlp]."
            raise AssistError(slow) from error
        except (OSError, EOFError, ValueError) as error:
            await self._stop()
            raise AssistError(f"{self.badge} broke off: it may take more memory than there is.") from error
        except asyncio.CancelledError:
            await self._stop()
            raise
        stakeholders = await asyncio.to_thread(_stakeholders, text, title, lang, answer.get("names"))
        return SecondOpinion(self.badge, stakeholders)

    async def _start(self) -> Process:
        """Return a child process that has loaded the model. Raises AssistError where it can't be loaded."""
        process = self._process = await asyncio.create_subprocess_exec(
            *command("assist.spacy_child", self._model),
            stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=_LARGEST, env=environment(),
            cwd="/" if os.name == "posix" else None, start_new_session=True,
        )  # fmt: skip
        match (await _answer(process)).get("error"):
            case "missing":
                await self._stop()
                raise AssistError(
                    f"spaCy has no model {self._label!r} installed here: install its package, or name another under "
                    "[nlp] in config.toml."
                )
            case str():
                await self._stop()
                raise AssistError(
                    f"The model {self._label!r} can't be loaded: install the one that fits this version of spaCy."
                )
        return process

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.communicate()  # collects the exit status and closes the pipes


async def _exchange(process: Process, question: dict[str, str]) -> dict[str, Any]:
    """Send a question and return the answer. Raises OSError, EOFError or ValueError where the child breaks off."""
    if process.stdin is None:
        raise EOFError
    process.stdin.write(json.dumps(question).encode() + b"\n")
    await process.stdin.drain()
    return await _answer(process)


async def _answer(process: Process) -> dict[str, Any]:
    line = await process.stdout.readline() if process.stdout else b""
    if not line:
        raise EOFError
    body = json.loads(line)
    if not isinstance(body, dict):
        raise ValueError("no answer of ours")  # noqa: TRY004  # like every other line that is none
    return body


def _stakeholders(text: str, title: str, lang: str, named: object) -> tuple[Stakeholder, ...]:
    """Return the stakeholders behind names, with types and roles by our own rules."""
    reading = Reading.of(text, title, lang)
    return stakeholders_of(reading, list(_mentions(reading, named)))


def _mentions(reading: Reading, named: object) -> Iterator[Mention]:
    """Yield the names that can be stakeholders, as mentions such as our own rules find."""
    known = gazetteer().known
    sentence = 0
    for start, end, label in sorted(_well_formed(named, len(reading.text))):
        while sentence < len(reading.sentences) and reading.sentences[sentence].span.end <= start:
            sentence += 1
        if sentence == len(reading.sentences):
            break
        here = reading.sentences[sentence]
        name = clean_line(reading.text[start:end], 200).removesuffix("'s").removesuffix("’s")
        if label in _KINDS and name and not here.boilerplate and here.span.start <= start and end <= here.span.end:
            kind = _KINDS[label]
            head = name.casefold() if kind == "group" else ""
            yield Mention(start, end, sentence, name, kind, known=known.get(tuple(name.split())), head=head)


def _well_formed(named: object, length: int) -> Iterator[tuple[int, int, str]]:
    for item in named if isinstance(named, list) else []:
        match item:
            case [int(start), int(end), str(label)] if 0 <= start < end <= length:
                yield start, end, label
