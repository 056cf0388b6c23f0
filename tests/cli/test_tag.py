"""tag: decisions from the command line are those of the desk."""

import csv
import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


def verdicts(civicdesk: Run) -> dict[str, str]:
    body = civicdesk("show", "seed", "--json").json
    return {tag: one["verdict"] for tag, one in body.get("judgement", {}).get("concerns", {}).items()}


def test_tagging_a_suggestion_accepts_it_with_its_evidence(civicdesk: Run) -> None:
    done = civicdesk("tag", "seed", "privacy")
    assert (done.status, done.out, done.err) == (0, "seed-story: privacy\n", "")
    body = civicdesk("show", "seed", "--json").json
    (decision,) = body["judgement"]["concerns"].values()
    assert decision["verdict"] == "accepted"
    assert decision["evidence"]
    assert all(body["text"][span["start"] : span["end"]] == span["text"] for span in decision["evidence"])


def test_what_nothing_suggests_is_a_tag_of_the_persons_own(civicdesk: Run) -> None:
    assert civicdesk("tag", "seed", "environment", "Open Data!").out == "seed-story: environment, open-data\n"
    assert verdicts(civicdesk) == {"environment": "tagged", "open-data": "tagged"}


def test_whoever_tags_has_read(civicdesk: Run) -> None:
    assert civicdesk("tag", "seed", "privacy", "--json").json["read"] == ["seed-story"]
    assert civicdesk("count", "is:read").out == "1\n"


def test_a_concern_is_also_known_by_its_label(civicdesk: Run) -> None:
    assert civicdesk("tag", "seed", "Jobs & working life").out == "seed-story: labour\n"


def test_a_slip_is_pointed_out(civicdesk: Run) -> None:
    done = civicdesk("tag", "seed", "privcy")
    assert done.status == 0
    assert "'privacy' is one" in done.err


def test_tags_can_be_taken_away_and_suggestions_rejected(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy", "open-data")
    assert civicdesk("tag", "seed", "open-data", "--remove").out == "seed-story: privacy\n"
    done = civicdesk("tag", "seed", "bias", "privacy", "--reject", "--json")
    assert done.json == {"id": "seed-story", "tags": [], "rejected": ["bias", "privacy"], "read": []}
    assert civicdesk("tag", "seed", "bias", "privacy", "--remove").out == "seed-story: no tags\n"
    assert verdicts(civicdesk) == {}


def test_doing_it_twice_changes_nothing_the_second_time(civicdesk: Run) -> None:
    for _ in range(2):
        assert civicdesk("tag", "seed", "privacy", "privacy").out == "seed-story: privacy\n"
    history = civicdesk("show", "seed", "--json", "--history").json["history"]
    assert [one["field"] for one in history] == ["concern:privacy", "read"]


@pytest.mark.parametrize(("arguments", "status"), [(["seed", "!!!"], 2), (["seed", ""], 2), (["nobody", "bias"], 1)])
def test_what_cannot_be_tagged_is_told(arguments: list[str], status: int, civicdesk: Run) -> None:
    done = civicdesk("tag", *arguments)
    assert (done.status, done.out) == (status, "")
    assert done.err.count("\n") == 1
    assert verdicts(civicdesk) == {}


def decisions(civicdesk: Run) -> dict[str, Any]:
    return dict(civicdesk("show", "seed", "--json").json["judgement"]["concerns"])


def test_how_much_is_at_stake_whether_it_is_so_and_where_it_stands_can_be_said(civicdesk: Run) -> None:
    words = "London   Mayor Sadiq Khan"
    done = civicdesk("tag", "seed", "privacy", "--severity", "high", "--standing", "alleged", "--evidence", words)
    assert (done.status, done.err) == (0, "")
    said = decisions(civicdesk)["privacy"]
    assert (said["verdict"], said["severity"], said["certainty"]) == ("accepted", "high", "alleged")
    (span,) = said["evidence"]
    start, end, text = (span[name] for name in ("start", "end", "text"))
    assert text == "London Mayor Sadiq Khan"
    whole = civicdesk("show", "seed", "--json").json["text"]
    assert whole[start:end] == text
    assert (span.get("prefix", ""), span["suffix"]) == (whole[max(0, start - 32) : start], whole[end : end + 32])
    assert span["sha256"] == hashlib.sha256(whole.encode()).hexdigest()


def test_what_was_said_stays_said_until_something_else_is(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy", "--severity", "high", "--evidence", "London Mayor")
    first = decisions(civicdesk)["privacy"]
    civicdesk("tag", "seed", "privacy")
    assert decisions(civicdesk)["privacy"] == first
    civicdesk("tag", "seed", "privacy", "--evidence", "Sadiq Khan")
    more = decisions(civicdesk)["privacy"]
    assert [span["text"] for span in more["evidence"]] == ["London Mayor", "Sadiq Khan"]
    civicdesk("tag", "seed", "privacy", "--severity", "low")
    assert decisions(civicdesk)["privacy"] == {**more, "severity": "low"}
    civicdesk("tag", "seed", "privacy", "--reject")
    assert decisions(civicdesk)["privacy"] == {"verdict": "rejected"}
    civicdesk("tag", "seed", "privacy")
    assert decisions(civicdesk)["privacy"]["evidence"] == more["evidence"]


def test_what_the_machine_chose_is_shown_as_nobodys_evidence(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "environment", "open-data")
    civicdesk("tag", "seed", "bias", "privacy", "--reject")
    shown = civicdesk("show", "seed").out
    assert "● Environment" in shown
    assert "✗ " in shown
    decided = [line for part in re.split(r"\n(?=[●✗])", shown)[1:] for line in part.splitlines()[1:2]]
    assert not [line for line in decided if "“" in line]
    for more in ((), ("--long",)):
        rows = csv.DictReader(io.StringIO(civicdesk("export", "--format", "csv", *more).out))
        said = [row["evidence"] for row in rows if not more or row["field"] == "concern"]
        assert said == [""] * (4 if more else 1)
    briefing = civicdesk("export", "--format", "md").out
    concerns = briefing.partition("**Concerns**")[2].partition("\n\n**")[0]
    assert "Environment" in concerns
    assert ">" not in concerns
    assert not any(one.get("evidence") for one in decisions(civicdesk).values())


def test_what_was_said_can_be_unsaid_and_is_gone_with_the_tag(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy", "--severity", "high", "--certainty", "alleged")
    civicdesk("tag", "seed", "privacy", "--severity", "none")
    said = decisions(civicdesk)["privacy"]
    assert ("severity" in said, said["certainty"]) == (False, "alleged")
    civicdesk("tag", "seed", "privacy", "--severity", "low", "--certainty", "none")
    said = decisions(civicdesk)["privacy"]
    assert (said["severity"], "certainty" in said) == ("low", False)
    civicdesk("tag", "seed", "privacy", "--remove")
    civicdesk("tag", "seed", "privacy")
    assert not {"severity", "certainty"} & set(decisions(civicdesk)["privacy"])


def quotes(civicdesk: Run, tag: str) -> list[str]:
    return [span["text"] for span in decisions(civicdesk)[tag].get("evidence", [])]


def test_a_passage_is_dropped_or_replaced_by_its_number_as_one_step(civicdesk: Run) -> None:
    for words in ("London Mayor", "Sadiq Khan"):
        civicdesk("tag", "seed", "my-tag", "--evidence", words, "--severity", "high")
    done = civicdesk("tag", "seed", "my-tag", "--drop-passage", "1", "--evidence", "London")
    assert done.status == 0
    assert quotes(civicdesk, "my-tag") == ["London", "Sadiq Khan"]
    assert decisions(civicdesk)["my-tag"]["severity"] == "high"
    assert civicdesk("undo").status == 0
    assert quotes(civicdesk, "my-tag") == ["London Mayor", "Sadiq Khan"]
    civicdesk("tag", "seed", "my-tag", "--drop-passage", "1")
    civicdesk("tag", "seed", "my-tag", "--drop-passage", "1")
    assert quotes(civicdesk, "my-tag") == []
    assert verdicts(civicdesk) == {"my-tag": "tagged"}
    done = civicdesk("tag", "seed", "my-tag", "--drop-passage", "1")
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "has 0 passages of yours" in done.err


def test_words_of_the_title_are_evidence_where_the_text_has_none_such(civicdesk: Run) -> None:
    story = civicdesk("show", "seed", "--json").json
    words = next(" ".join(pair) for pair in zip(story["title"].split(), story["title"].split()[1:], strict=False)
                 if " ".join(pair) not in story["text"])  # fmt: skip
    assert civicdesk("tag", "seed", "my-tag", "--evidence", words).status == 0
    (span,) = decisions(civicdesk)["my-tag"]["evidence"]
    assert (span["in"], story["title"][span["start"] : span["end"]]) == ("title", words)
    assert span["sha256"] == hashlib.sha256(story["title"].encode()).hexdigest()


@pytest.mark.parametrize(
    ("more", "status"),
    [(["--drop-passage", "1"], 1), (["--drop-passage", "x"], 2), (["--drop-passage", "1", "--reject"], 2),
     (["--drop-passage", "1", "--remove"], 2), (["bias", "--drop-passage", "1"], 2),
     (["--severity", "huge"], 2), (["--standing", "x"], 2), (["--remove", "--severity", "low"], 2),
     (["--reject", "--severity", "low"], 2), (["--reject", "--certainty", "alleged"], 2),
     (["--evidence", "no such words there"], 1), (["--evidence", ""], 1), (["--evidence", ".*"], 1)],
)  # fmt: skip
def test_what_can_not_be_said_is_told(more: list[str], status: int, civicdesk: Run) -> None:
    done = civicdesk("tag", "seed", "privacy", *more)
    assert (done.status, done.out, done.err.count("\n")) == (status, "", 1)
    assert verdicts(civicdesk) == {}


def test_a_hostile_tag_is_harmless(civicdesk: Run) -> None:
    done = civicdesk("tag", "seed", "\x1b]52;c;eA==\x07evil\u202e")
    assert not set(done.out + done.err) & {"\x1b", "\x07", "\u202e"}


def test_a_tag_of_ones_own_is_pointed_out_once_and_what_is_kept_is_said(civicdesk: Run) -> None:
    own = "is no concern of the codebook, so it is kept as a tag of your own"
    long, near = "a" * 70, "'privacy' is one: Privacy & surveillance"
    for written, said in (
        ("gdpr", f"'gdpr' {own}."),
        ("GDPR", ""),
        ("Facial_Recognition & you", f"'facial-recognition-you' {own}."),
        ("C*", f"'C*' {own}: 'c'."),
        ("C*", "'C*' is kept as 'c'."),
        (long, f"'{long}' {own}: '{'a' * 60}'."),
        ("privcy", f"'privcy' {own.replace(',', f' ({near}),')}."),
    ):
        assert civicdesk("tag", "seed", written).err == (f"civicdesk: {said}\n" if said else "")
    assert civicdesk("tag", "seed", "new*", "--remove").err == ""


def test_a_tag_in_use_is_known_however_many_there_are(civicdesk: Run) -> None:
    many = [f"own-{number:03}" for number in range(201)]
    assert civicdesk("tag", "seed", *many).status == 0
    assert civicdesk("tag", "seed", many[-1]).err == ""
