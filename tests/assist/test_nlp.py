"""Names by spaCy: in its real process where spaCy is installed, and a clear sentence where it is not."""

import asyncio
import importlib.util
from pathlib import Path

import pytest

import seeds
from assist import nlp as rooms
from assist.errors import AssistError
from assist.nlp import Nlp
from civic.codebook import DEFAULT

TEXT = seeds.story()["text"]


def a_model(folder: Path) -> str:
    """A model without weights: names that are given to it."""
    spacy = pytest.importorskip("spacy")
    model = spacy.blank("en")
    names = {"Palantir": "ORG", "Sadiq Khan": "PERSON", "London": "GPE", "2026": "DATE"}
    model.add_pipe("entity_ruler").add_patterns([{"label": kind, "pattern": name} for name, kind in names.items()])
    model.to_disk(folder)
    return str(folder)


def test_without_spacy_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(rooms, "find_spec", lambda name: None if name == "spacy" else find(name))
    with pytest.raises(AssistError, match=r"install civicdesk\[nlp\]"):
        Nlp("en_core_web_sm")


def test_a_folder_of_a_gliner_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "find_spec", lambda name: object())
    (tmp_path / "gliner_config.json").write_text("{}")
    with pytest.raises(AssistError, match="GLiNER model, which is not supported: name a spaCy model"):
        Nlp(str(tmp_path))


async def test_names_become_stakeholders_with_type_role_and_evidence(tmp_path: Path) -> None:
    async with Nlp(a_model(tmp_path / "names-1")) as nlp:
        found = await nlp.ask(TEXT, "", "en", DEFAULT)
        again = await nlp.ask(TEXT, "", "en", DEFAULT)
        nothing = await nlp.ask("Nobody is named.", "", "en", DEFAULT)
    assert found == again
    assert nothing.stakeholders == ()
    assert found.by == "spaCy names-1"
    types = {stakeholder.name: stakeholder.type for stakeholder in found.stakeholders}
    assert types["Palantir"] == "company"
    assert types["Sadiq Khan"] == "person"
    assert types["London"] == "public_body"
    assert "2026" not in types
    for stakeholder in found.stakeholders:
        assert stakeholder.evidence
        assert all(TEXT[span.start : span.end] == span.text for span in stakeholder.evidence)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x1b[31mPalantir\u202e", "Palantir\ud800", "Palantir " * 20_000, "😀 Palantir"]
)
async def test_texts_of_any_kind_are_read(text: str, tmp_path: Path) -> None:
    async with Nlp(a_model(tmp_path / "model")) as nlp:
        found = await nlp.ask(text, "", "en", DEFAULT)
    for stakeholder in found.stakeholders:
        assert all(text[span.start : span.end] == span.text for span in stakeholder.evidence)


async def test_a_model_that_is_not_installed_is_reported(tmp_path: Path) -> None:
    pytest.importorskip("spacy")
    for name in ("xx_no_such_model", str(tmp_path / "nowhere")):
        async with Nlp(name) as nlp:
            with pytest.raises(AssistError, match="spaCy has no model"):
                await nlp.ask(TEXT, "", "en", DEFAULT)


async def test_a_model_that_is_broken_is_reported(tmp_path: Path) -> None:
    folder = a_model(tmp_path / "model")
    (tmp_path / "model" / "config.cfg").write_text("[nlp]\nlang = 7\n")
    async with Nlp(folder) as nlp:
        with pytest.raises(AssistError, match="can't be loaded"):
            await nlp.ask(TEXT, "", "en", DEFAULT)


async def test_one_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    async with Nlp(a_model(tmp_path / "model"), patience=0.01) as nlp:
        with pytest.raises(AssistError, match=r"longer than 0\.01 seconds"):
            await nlp.ask(TEXT, "", "en", DEFAULT)


async def test_a_child_that_dies_is_reported_and_the_next_text_has_a_new_one(tmp_path: Path) -> None:
    async with Nlp(a_model(tmp_path / "model")) as nlp:
        await nlp.ask(TEXT, "", "en", DEFAULT)
        assert nlp._process is not None
        nlp._process.kill()
        await nlp._process.wait()
        with pytest.raises(AssistError, match="broke off"):
            await nlp.ask(TEXT, "", "en", DEFAULT)
        assert (await nlp.ask(TEXT, "", "en", DEFAULT)).stakeholders


async def test_cancelling_ends_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()

    async def no_answer(_process: object) -> dict[str, object]:
        begun.set()
        await asyncio.Event().wait()
        return {}

    monkeypatch.setattr(rooms, "_answer", no_answer)
    async with Nlp(a_model(tmp_path / "model")) as nlp:
        asking = asyncio.create_task(nlp.ask(TEXT, "", "en", DEFAULT))
        await begun.wait()
        process = nlp._process
        assert process is not None
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert process.returncode is not None


@pytest.mark.usefixtures("spacy_double")
async def test_the_process_answers_only_with_names_and_may_not_write(tmp_path: Path) -> None:
    async with Nlp("xx_model") as nlp:
        for text in ("Palantir sells it.", "They write to Palantir."):
            assert [one.name for one in (await nlp.ask(text, "", "en", DEFAULT)).stakeholders] == ["Palantir"]
    written = tmp_path / "written"
    assert not written.exists() or written.read_bytes() == b""


@pytest.mark.usefixtures("spacy_double")
@pytest.mark.parametrize("text", ["crash", "memory"])
async def test_a_process_that_breaks_off_is_reported_and_replaced(text: str) -> None:
    async with Nlp("xx_model") as nlp:
        with pytest.raises(AssistError, match="broke off"):
            await nlp.ask(text, "", "en", DEFAULT)
        assert (await nlp.ask("Palantir sells it.", "", "en", DEFAULT)).stakeholders


@pytest.mark.usefixtures("spacy_double")
async def test_a_model_that_can_not_be_used_is_reported() -> None:
    for name, says in (("xx_no_such_model", "has no model 'xx_no_such_model'"), ("xx_old", "'xx_old' can't be loaded")):
        async with Nlp(name) as nlp:
            with pytest.raises(AssistError, match=says):
                await nlp.ask("Palantir", "", "en", DEFAULT)


@pytest.mark.parametrize(
    "named", [None, 3, [[0, 5]], [["0", 5, "ORG"]], [[-1, 4, "ORG"]], [[5, 2, "ORG"]], [[0, 10**9, "ORG"]], [[0, 2, 3]]]
)
def test_an_answer_that_is_none_names_nobody(named: object) -> None:
    from civic.analysis.reading import Reading

    assert list(rooms._mentions(Reading.of(TEXT), named)) == []
