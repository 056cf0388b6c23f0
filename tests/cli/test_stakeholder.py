"""stakeholder: the page of the desk, without the screen."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
STAKEHOLDERS = [
    {"name": "Maker", "type": "company", "roles": ["supplier"]},
    {"name": "Town", "type": "public_body", "roles": ["deployer"]},
    {"name": "Union \x1b[31m", "roles": ["advocate"]},
    {"name": "Residents", "roles": ["affected"]},
]


@pytest.fixture
def told(civicdesk: Run, tmp_path: Path) -> Run:
    path = tmp_path / "own.json"
    stories = {
        "1": {
            "id": "a1",
            "title": "First",
            "source": "Gazette",
            "date": "2025-11-20",
            "stakeholders": STAKEHOLDERS[:2],
        },
        "2": {"id": "a2", "title": "Second", "source": "Herald", "date": "2026-11-20", "stakeholders": STAKEHOLDERS},
        "3": {"id": "a3", "title": "Third", "date": "2026-11-21", "stakeholders": STAKEHOLDERS[2:]},
    }
    path.write_text(json.dumps({"stories": stories}))
    return lambda *arguments: civicdesk(*arguments, "--library", path)


def test_roles_company_concerns_and_stories_are_told(told: Run) -> None:
    told("tag", "a2", "privacy")
    done = told("stakeholder", "maker")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "Maker\ncompany · 2 stories\n"
        "\nRoles\n  2  supplier\n"
        "\nOver the years\n  2025  supplier 1\n  2026  supplier 1\n"
        "\nNamed together, on the same side\n  2  Town (deployer 2)\n"
        "\nCritics and overseers\n  1  Union (advocate 1)\n"
        "\nAlso appears with\n  1  Residents (affected 1)\n"
        "\nConcerns around it, tagged + suggested\n  1 + 0  Privacy & surveillance\n"
        "\nStories\n  a2  20 Nov 2026 · Herald · Second\n  a1  20 Nov 2025 · Gazette · First\n"
    )


def test_json_says_the_same(told: Run) -> None:
    told("tag", "a2", "privacy")
    body = told("stakeholder", "Maker", "--json").json
    assert (body["name"], body["type"], body["count"], body["looked_at"]) == ("Maker", "company", 2, 2)
    assert body["over_time"][0] == {"year": 2025, "roles": [{"role": "supplier", "stories": 1}]}
    groups = {group: [one["name"] for one in body[group]] for group in ("partners", "critics", "questioned", "others")}
    assert groups == {"partners": ["Town"], "critics": ["Union"], "questioned": [], "others": ["Residents"]}
    assert body["concerns"] == [{"concern": "privacy", "tagged": 1, "suggested": 0}]
    assert [one["id"] for one in body["stories"]] == ["a2", "a1"]
    assert body["stories"][0]["roles"] == ["supplier"]
    assert [one["name"] for one in told("stakeholder", "union", "--json").json["questioned"]] == ["Maker", "Town"]


def test_a_filter_says_which_stories(told: Run) -> None:
    for query in (["source:herald"], ["-first"], ["is:unread", "since:2026-01-01", "--json"]):
        out = told("stakeholder", "Maker", *query).out
        assert "Second" in out
        assert "First" not in out


def test_a_stakeholder_that_nobody_names_is_told_with_what_may_be_meant(told: Run) -> None:
    done = told("stakeholder", "Makr", "--json")
    assert (done.status, done.out) == (1, "")
    assert "did you mean Maker?" in done.err
    assert done.err.count("\n") == 1
    assert told("stakeholder", "Nobody At All").status == told("stakeholder", "Maker", "xylophone").status == 1
    assert told("stakeholder", "").status == told("stakeholder", "\x1b").status == told("stakeholder").status == 2
    assert told("stakeholder", "-x").status == 1
