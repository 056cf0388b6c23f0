"""What can go wrong between a desk and its team."""

from civic.fault import Fault


class TeamFault(Fault):
    """The team refuses something, or can't be used as it is; the message is one sentence with the next step."""


class NoMemberError(TeamFault):
    """The user is no member of the team, or is one no more."""


class Unreachable(TeamFault):
    """Nobody answers: what was to be sent stays on the desk, and a later turn sends it."""
