"""views, and --view, without the screen."""

from tests.cli.conftest import Civicdesk


def test_views_are_listed_kept_used_and_removed(civicdesk: Civicdesk) -> None:
    listed = civicdesk("views", "list", "--json").json
    assert [(view["name"], view["unread"]) for view in listed[:3]] == [
        ("All", 1), ("New since last time", 1), ("Unread", 1),
    ]  # fmt: skip
    assert civicdesk("views", "add", "Police", "palantir", "is:unread", "--group", "day").status == 0
    assert civicdesk("views", "add", "Not mine", "-palantir").status == 0
    assert civicdesk("count", "--view", "Not mine").out == "0\n"
    assert "      1  Police" in civicdesk("views", "list").out
    assert civicdesk("count", "--view", "pol").out == "1\n"
    assert civicdesk("count", "--view", "Police", "football").out == "0\n"
    assert civicdesk("count", "--view", "High stakes").out == "0\n"
    civicdesk("tag", "seed", "privacy", "--severity", "high")
    assert civicdesk("count", "--view", "High stakes").out == "1\n"
    assert civicdesk("count", "--json", "football").json == {"count": 0, "copies": 0}
    assert civicdesk("views", "remove", "Police").status == 0
    assert "Police" not in civicdesk("views", "list").out


def test_what_can_not_be_done_is_said(civicdesk: Civicdesk) -> None:
    for arguments, says in (
        (("views", "add", "P", "colour:red"), "There is no field"),
        (("views", "add", "", "police"), "needs a name"),
        (("views", "remove", "Unread"), "comes with the program"),
        (("count", "--view", "nothing"), "There is no one view"),
    ):
        done = civicdesk(*arguments)
        assert done.status in (1, 2)
        assert says in done.err
        assert done.err.count("\n") == 1
