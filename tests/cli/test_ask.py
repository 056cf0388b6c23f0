"""ask, and analyse --with: a second opinion from a stub on this machine, kept, and never sent without leave."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import seeds
from tests.assist.modelserver import PATH, ModelServer
from tests.feeds.server import Request, reply

ROOT = Path(__file__).parents[2]
Run = Callable[..., Any]
TEXT = seeds.story()["text"]
KEY = "sk-very-secret"
FIRST = TEXT[: TEXT.index(".") + 1]
ANSWER = {
    "concerns": [
        {"concern": "environment", "quotes": [FIRST[:60]]},
        {"concern": "labour", "quotes": ["this is nowhere in the story"]},
    ],
    "stakeholders": [{"name": "Palantir", "type": "company", "roles": ["supplier"], "quotes": [FIRST[:60]]}],
}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        server.says(ANSWER)
        yield server


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("URL", "MODEL", "KEY"):
        monkeypatch.delenv(f"CIVICDESK_LLM_{name}", raising=False)
    monkeypatch.delenv("CIVICDESK_NLP_MODEL", raising=False)


@pytest.fixture
def set_up(home: Path, server: ModelServer) -> Callable[..., None]:
    """Writes the settings of the language model."""

    def write(url: str = "", more: str = "") -> None:
        home.mkdir(exist_ok=True)
        settings = f'[llm]\nurl = "{url or server.base}"\nmodel = "tiny"\nkey = "{KEY}"\n{more}'
        (home / "config.toml").write_text(settings, "utf-8")

    write()
    return write


def seed_id(civicdesk: Run) -> str:
    return str(civicdesk("list", "--json").json[0]["id"])


def test_nobody_is_asked_before_somebody_is_set_up(civicdesk: Run) -> None:
    for whom in ("llm", "nlp"):
        done = civicdesk("ask", seed_id(civicdesk), "--with", whom)
        assert done.status == 1
        assert f"under [{whom}] in" in done.err
        assert civicdesk("analyse", "--with", whom, given=b"A text.").status == 1
    assert "No language model is set up" in civicdesk("ask", seed_id(civicdesk)).err


@pytest.mark.usefixtures("set_up")
def test_an_answer_is_printed_with_its_quotes_and_what_was_dropped(civicdesk: Run, server: ModelServer) -> None:
    done = civicdesk("ask", seed_id(civicdesk))
    assert done.status == 0
    assert "llm tiny: 1 concern, 1 stakeholder; 1 more suggestion was dropped" in done.out
    assert FIRST[:60] in done.out
    assert "Palantir: supplier" in done.out
    assert "characters of “" in done.err
    assert "127.0.0.1 (this machine), to the model tiny" in done.err
    assert KEY not in done.out + done.err
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.usefixtures("set_up")
def test_it_is_asked_once_and_the_answer_stands_among_the_suggestions(civicdesk: Run, server: ModelServer) -> None:
    story = seed_id(civicdesk)
    first = civicdesk("ask", story, "--json")
    again = civicdesk("ask", story, "--json")
    assert first.json == again.json
    assert set(first.json) == {"id", "by", "stakeholders", "concerns", "dropped"}
    assert (first.json["dropped"], again.err, len(server.requests)) == (1, "", 1)
    shown = civicdesk("show", story, "--json").json["analysis"]
    assert {one["concern"] for one in shown["concerns"] if one.get("by") == ["llm tiny"]} == {"environment"}
    assert [one["name"] for one in shown["stakeholders"] if "llm tiny" in one.get("by", [])] == ["Palantir"]
    assert "(suggested by llm tiny)" in civicdesk("show", story).out
    assert "by llm tiny" in civicdesk("show", story, "--plain").out
    assert civicdesk("count", "concern:environment").out.strip() == "1"
    for form in ("md", "html", "csv", "json"):
        assert "llm tiny" in civicdesk("export", "--format", form).out


@pytest.mark.usefixtures("set_up")
def test_the_answer_outlives_the_index(civicdesk: Run, home: Path, server: ModelServer) -> None:
    story = seed_id(civicdesk)
    civicdesk("ask", story)
    for path in (home / "cache").glob("index*"):
        path.unlink()
    assert "(suggested by llm tiny)" in civicdesk("show", story).out
    assert len(server.requests) == 1


@pytest.mark.usefixtures("set_up")
def test_accepting_one_keeps_its_evidence(civicdesk: Run) -> None:
    story = seed_id(civicdesk)
    civicdesk("ask", story)
    civicdesk("tag", story, "environment")
    decided = civicdesk("show", story, "--json").json["judgement"]["concerns"]["environment"]
    assert decided["verdict"] == "accepted"
    assert [span["text"] for span in decided["evidence"]] == [FIRST]


def test_another_model_is_asked_anew(civicdesk: Run, server: ModelServer, set_up: Callable[..., None]) -> None:
    story = seed_id(civicdesk)
    civicdesk("ask", story)
    set_up(more="timeout = 9\n")
    civicdesk("ask", story)
    assert len(server.requests) == 1
    set_up(url=server.url("/v1/"))
    civicdesk("ask", story)
    assert len(server.requests) == 1  # the same address
    server.at("/v2/chat/completions", server.routes[PATH])
    set_up(url=server.url("/v2"))
    assert civicdesk("ask", story).status == 0
    assert len(server.requests) == 2


def test_nothing_goes_to_another_machine_without_leave(
    civicdesk: Run, server: ModelServer, set_up: Callable[..., None]
) -> None:
    story = seed_id(civicdesk)
    set_up(url="http://10.255.255.1:9/v1", more="timeout = 1\n")
    for command in (("ask", story), ("analyse", "--with", "llm"), ("analyse", "--with", "llm", "--jsonl")):
        done = civicdesk(*command, given=b'{"text": "A text."}\n')
        assert (done.status, done.out) == (2, "")
        assert "say --yes" in done.err
        assert "10.255.255.1 (another machine)" in done.err
    assert server.requests == []


@pytest.mark.parametrize("how", ["option", "setting"])
def test_with_leave_it_is_told_and_sent(
    how: str, civicdesk: Run, set_up: Callable[..., None], server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assist import endpoint

    monkeypatch.setattr(endpoint, "_HERE", ())  # the stub is held to be another machine
    monkeypatch.setattr(endpoint, "_NEAR", ())
    set_up(more="plain_http = true\n" + ("consent = true\n" if how == "setting" else ""))
    done = civicdesk("ask", seed_id(civicdesk), *(["--yes"] if how == "option" else []))
    assert done.status == 0
    assert "go to 127.0.0.1 (another machine)" in done.err
    assert len(server.requests) == 1


@pytest.mark.usefixtures("set_up")
def test_a_variable_names_another_server_and_the_key_stays_at_home(
    civicdesk: Run, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ModelServer() as other:
        monkeypatch.setenv("CIVICDESK_LLM_URL", other.base)
        monkeypatch.setenv("CIVICDESK_LLM_MODEL", "large")
        assert civicdesk("ask", seed_id(civicdesk), "--json").json["by"] == "llm large"
        assert "authorization" not in other.requests[0].headers
    assert server.requests == []


@pytest.mark.usefixtures("set_up")
def test_analyse_has_them_behind_ours(civicdesk: Run, server: ModelServer) -> None:
    ours = civicdesk("analyse", given=TEXT.encode()).json
    done = civicdesk("analyse", "--with", "llm", given=TEXT.encode())
    assert (done.status, done.json["dropped"]) == (0, 1)
    assert done.out.isascii()
    found = [one for one in done.json["concerns"] if one["suggested"]]
    assert found[-1]["by"] == ["llm tiny"]
    assert found[:-1] == [one for one in ours["concerns"] if one["suggested"]]
    for one in (*done.json["concerns"], *done.json["stakeholders"]):
        assert all(TEXT[span["start"] : span["end"]] == span["text"] for span in one["evidence"])
    assert civicdesk("analyse", "--with", "llm", given=TEXT.encode()).json == done.json
    assert len(server.requests) == 1


@pytest.mark.usefixtures("set_up")
def test_analyse_goes_on_where_a_line_fails(civicdesk: Run, server: ModelServer) -> None:
    server.at(PATH, reply(b"\x1b[31mout", status=500))
    lines = [{"id": 1, "text": TEXT}, {"id": 2, "text": " "}, {"id": 3, "text": "Another."}]
    done = civicdesk("analyse", "--with", "llm", "--jsonl", given="\n".join(map(json.dumps, lines)).encode())
    found = [json.loads(line) for line in done.lines]
    assert done.status == 3
    assert [(one["id"], "error" in one) for one in found] == [(1, True), (2, False), (3, True)]
    assert "has trouble (500)" in found[0]["error"]


@pytest.mark.usefixtures("set_up")
def test_a_failure_is_one_sentence_and_nothing_is_kept(civicdesk: Run, server: ModelServer) -> None:
    story = seed_id(civicdesk)
    server.at(PATH, reply(status=404))
    done = civicdesk("--quiet", "ask", story)
    assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
    assert "no model 'tiny'" in done.err
    server.says(ANSWER)
    assert civicdesk("ask", story).status == 0


def test_the_doctor_says_who_would_be_asked_and_asks_nobody(
    civicdesk: Run, server: ModelServer, set_up: Callable[..., None]
) -> None:
    seed_id(civicdesk)
    assert "llm tiny is set up on 127.0.0.1 (this machine)" in civicdesk("doctor").out
    set_up(url="ftp://example.org/")
    done = civicdesk("doctor")
    assert done.status == 1
    assert "wrong  The address of the model" in done.out
    assert server.requests == []
    assert KEY not in done.out + done.err


@pytest.mark.usefixtures("server")
def test_spacy_names_stakeholders(civicdesk: Run, home: Path, tmp_path: Path) -> None:
    from tests.assist.test_nlp import a_model

    home.mkdir()
    (home / "config.toml").write_text(f'[nlp]\nmodel = "{a_model(tmp_path / "names")}"\n', "utf-8")
    done = civicdesk("ask", seed_id(civicdesk), "--json")
    assert (done.status, done.err) == (0, "")  # nothing leaves, so nothing is to be told
    assert "Sadiq Khan" in [one["name"] for one in done.json["stakeholders"]]
    lines = "\n".join(json.dumps({"id": number, "text": TEXT + " " * number}) for number in range(3))
    done = civicdesk("analyse", "--with", "nlp", "--jsonl", given=lines.encode())
    for line in done.lines:
        assert any(one.get("by") for one in json.loads(line)["stakeholders"])


def test_both_set_up_want_a_choice(civicdesk: Run, home: Path, set_up: Callable[..., None]) -> None:
    set_up(more='[nlp]\nmodel = "en_core_web_sm"\n')
    done = civicdesk("ask", seed_id(civicdesk))
    assert done.status == 2
    assert "--with llm or --with nlp" in done.err
    assert civicdesk("ask", seed_id(civicdesk), "--with", "llm").status == 0


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
@pytest.mark.usefixtures("set_up")
def test_an_interrupt_ends_asking_at_once(civicdesk: Run, home: Path, server: ModelServer) -> None:
    story = seed_id(civicdesk)
    reached = threading.Event()

    async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await asyncio.Event().wait()

    server.at(PATH, silent)
    command = [sys.executable, "-m", "tui", "--home", str(home), "ask", story]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert reached.wait(60)
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in told
