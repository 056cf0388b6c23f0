"""Pushing and pulling by way of a real server."""

from collections.abc import Callable

from tests.team.server.teams import Team, entry, ids, operation, pulled


def test_what_one_pushes_another_pulls_as_it_was_written(new_team: Callable[..., Team]) -> None:
    team = new_team(ada="coder", ben="coder")
    ada, ben = team.log("ada"), team.log("ben")
    sent = entry(operation(1), operation(2, tag="bias"))
    pushed = ada.push([sent])
    assert pushed.acknowledged == {"op-1", "op-2"} and not pushed.late
    found, stories, cursor = pulled(ben)
    assert sorted(one.canonical for one in found) == sorted(one.canonical for one in sent.history)
    assert [one.text for one in stories] == [sent.story.text]
    assert pulled(ben, cursor) == ([], [], cursor)
    assert pulled(ada)[:2] == ([], [])
    assert ids(pulled(team.log("ada", "another desk"))[0]) == ["op-1", "op-2"]
