"""What was learned belongs to the ids of concerns and roles: the order of a tuple elsewhere moves nothing."""

import json
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from civic.analysis import concerns, lexicon
from civic.analysis.concerns import Weighing, suggest
from civic.analysis.data import DataError, check_ids, load
from civic.analysis.linear import LinearModel
from civic.analysis.reading import Reading
from civic.analysis.roles import checked_roles
from civic.analysis.stakeholders import stakeholders
from civic.codebook import CONCERN_BY_ID, CONCERNS, ROLES, Codebook

TITLE = "Police scan faces without consent"
TEXT = (
    "Essex Police used facial recognition on thousands of people without their consent. Critics say that the cameras"
    " are biased against black women. Zorblax Ltd sold the cameras to the force. A court will hear the case in May."
    " The council pays for it. They stand in every street."
)
SHORT = "An algorithm discriminates against black women."


@pytest.mark.parametrize(("text", "title"), [(TEXT, TITLE), (SHORT, ""), ("", TITLE)])
def test_the_order_of_the_codebook_moves_no_score(text: str, title: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading.of(text, title)
    before = {one.concern: one for one in suggest(reading)}
    swapped = (CONCERNS[1], CONCERNS[0], *reversed(CONCERNS[2:]))
    monkeypatch.setattr(concerns, "CONCERNS", swapped)
    assert {one.concern: one for one in suggest(reading, Codebook(swapped))} == before


def test_the_order_of_codebook_and_roles_moves_nothing_that_is_read_at_start() -> None:
    """In a process of its own, where both are turned round before anything reads weights."""
    code = (
        "import json, civic.codebook as book\n"
        "book.CONCERNS, book.ROLES = book.CONCERNS[::-1], book.ROLES[::-1]\n"
        "book.CONCERN_BY_ID = {one.id: one for one in book.CONCERNS}\n"
        "book.ROLE_BY_ID = {one.id: one for one in book.ROLES}\n"
        "from civic.analysis.concerns import suggest\n"
        "from civic.analysis.reading import Reading\n"
        "from civic.analysis.stakeholders import stakeholders\n"
        f"reading = Reading.of({TEXT!r}, {TITLE!r})\n"
        "print(json.dumps([{one.concern: one.to_json() for one in suggest(reading)},"
        " [one.to_json() for one in stakeholders(reading)]]))\n"
    )
    turned = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    reading = Reading.of(TEXT, TITLE)
    here = [{one.concern: one.to_json() for one in suggest(reading)}, [one.to_json() for one in stakeholders(reading)]]
    assert json.loads(turned.stdout) == json.loads(json.dumps(here))


@pytest.mark.parametrize(
    ("read", "name", "column"),
    [(LinearModel.from_json, "concerns.json", "concerns"), (checked_roles, "roles.json", "roles")],
)
def test_a_file_without_a_column_or_with_an_unknown_or_double_one_is_refused(
    read: Callable[[Any], object], name: str, column: str
) -> None:
    ids = load(name)[column]
    for columns, complaint in ((ids[:-1], ids[-1]), ([*ids, "zorblax"], "zorblax"), ([*ids, ids[0]], ids[0])):
        with pytest.raises(DataError, match=rf"{name} .*'{complaint}'"):
            read({**load(name), column: columns})


@pytest.mark.parametrize("part", ["story_bias", "short_bias", "told_bias", "story", "short", "sentence"])
def test_weights_without_a_concern_or_a_feature_are_refused(part: str) -> None:
    body = deepcopy(load("weighing.json"))
    last, _ = body[part].popitem()
    with pytest.raises(DataError, match=f"has nothing for '{last}'"):
        Weighing.from_json(body)
    body[part] |= {last: 0.0, "zorblax": 1.0}
    with pytest.raises(DataError, match="unknown 'zorblax'"):
        Weighing.from_json(body)


def test_a_lexicon_without_a_concern_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "CONCERN_BY_ID", {**CONCERN_BY_ID, "zorblax": CONCERNS[0]})
    with pytest.raises(DataError, match=r"lexicon\.json has nothing for 'zorblax'"):
        lexicon._lexicon.__wrapped__()


def test_the_files_of_this_package_fit_in_any_order() -> None:
    check_ids("here", [concern.id for concern in reversed(CONCERNS)], CONCERN_BY_ID)
    LinearModel.from_json(load("concerns.json"))
    Weighing.from_json(load("weighing.json"))
    assert set(checked_roles(load("roles.json"))["roles"]) == {role.id for role in ROLES}
