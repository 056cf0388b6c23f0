"""What the owner of a team on a server does: make it, invite, open and close rounds, have something removed."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct

import seeds
from civic.codebook_record import concerns_of, off_of
from civic.query import Query
from civic.query.doubts import finished
from civic.sampling import sample
from team.errors import TeamFault
from team.log import Coder
from team.registry import Ask
from workspace.sampling import LARGEST, SampleFault, drawable
from workspace.team.where import server_of

if TYPE_CHECKING:
    from team.server import Invited as Invited
    from team.server import RoundState as RoundState
    from team.server import ServerLog
    from workspace.workspace import Workspace


class Wanted(Struct, frozen=True):
    """A round that is asked for. `number` stories are drawn by `seed` among those that the query finds, all of them for
    None; `filter_text` is the query as it was typed; each story is coded by so many `coders`."""

    name: str
    query: Query
    filter_text: str = ""
    number: int | None = None
    seed: str = ""
    coders: int = 1
    blind: bool = False
    unaided: bool = False


class Owner:
    """The team that the user has joined, or the one at another address, as its owner sees it. `ask` asks for a
    password. All methods raise a Fault, as this one does where the team is on no server, or what that needs is not
    installed."""

    def __init__(self, workspace: "Workspace", url: str = "", *, ask: Ask | None = None) -> None:
        self._workspace = workspace
        self._url = url or workspace.team.joined.where
        self._ask = ask
        self._address()

    def create(self, warn: Callable[[str], object]) -> tuple[str, int]:
        """Make a team of a database, or bring it up to this program; return what it is called, and what was done to
        its schema: how many files of it were applied. `warn` is told what the user should know of it."""
        from team.server import create

        return create(self._address(), ask=self._ask, warn=warn)

    def invite(self, name: str, rights: str, password: Callable[[], str]) -> "Invited":
        """Have a role take part with these rights; "" leaves a member those that they have. `password` asks for the
        first one of a role that is made."""
        from team.server import invite

        return invite(self._address(), name, rights, password=password, ask=self._ask)

    def remove(self, name: str) -> None:
        """Have a member take part no more."""
        from team.server import remove_member

        remove_member(self._address(), name, ask=self._ask)

    def redact(self, kind: str, number: str, reason: str) -> tuple[str, int]:
        """Have a "story" or an "operation" emptied for all who come, by the beginning of its id; return its whole id,
        and how many rows that were."""
        from team.server import redact

        return redact(self._address(), kind, number, reason, ask=self._ask)

    def open_round(self, wanted: Wanted) -> "RoundState":
        """Open a round on stories of this desk, in the text that they have here, by the codebook as it is here."""
        from team.server import Round, coders, open_round, rounds

        if finished(wanted.filter_text) != wanted.filter_text.strip():
            raise SampleFault("The filter has a field that nothing stands behind, and would find more than is meant.")
        ids = [one for one in drawable(self._workspace, wanted.query) if not self._is_unasked_for(one)]
        if not ids:
            raise SampleFault("The filter finds no story for a round: try it with civicdesk count.")
        if not 1 <= (len(ids) if wanted.number is None else wanted.number) <= LARGEST:
            raise SampleFault(f"A round has 1 to {LARGEST} stories: ask for so many by --sample.")
        drawn = sample(ids, wanted.number, wanted.seed) if wanted.number is not None else tuple(sorted(ids))
        codebook = self._workspace.codebook
        frozen = {"version": codebook.version, "concerns": concerns_of(codebook), "off": off_of(codebook)}
        with self._log() as log:
            assigned = assignment(drawn, coders(log), wanted.coders, wanted.seed or wanted.name)
            stories = [*self._workspace.library.stories(drawn)]
            open_round(log, Round(
                wanted.name, stories, assigned, frozen, wanted.filter_text, wanted.seed, wanted.coders, wanted.blind,
                wanted.unaided,
            ))  # fmt: skip
            if self._url == self._workspace.team.joined.where:
                self._workspace.team.add_round(log, wanted.name)
            return next(one for one in rounds(log) if one.name == wanted.name)

    def _is_unasked_for(self, story: str) -> bool:
        """Return whether a story is the one that every home begins with, and the user never decided anything on it."""
        library = self._workspace.library
        return story == seeds.ID and not any(
            library.view.owns(one) and not one.private for one in library.history(story)
        )

    def rounds(self) -> "list[RoundState]":
        """Return how the rounds stand, the newest first."""
        from team.server import rounds

        with self._log() as log:
            return rounds(log)

    def close_round(self, name: str) -> None:
        """Close a round: what comes later is late, and what it hid goes to all."""
        from team.server import close_round

        with self._log() as log:
            close_round(log, name)

    def _address(self) -> str:
        return server_of(self._url)

    def _log(self) -> "ServerLog":
        url = self._address()
        from team.server import connect

        # who administers need not code: their own name is claimed by the first decision that they push
        return connect(url, Coder(""), ask=self._ask)


def assignment(stories: Sequence[str], members: Sequence[str], coders: int, seed: str) -> dict[str, list[str]]:
    """Return for each member the stories that they code: each story goes to so many `coders`, each member has as many
    stories as any other or one more, and who codes with whom is drawn by the SHA-256 of seed, story and member. Raises
    TeamFault where there are too few members."""
    if coders < 1:
        raise TeamFault("Each story of a round has at least one coder: ask for so many by --coders.")
    if coders > len(members):
        raise TeamFault(f"The team has {len(members)} coders, and each story asks for {coders}: invite more.")
    found: dict[str, list[str]] = {member: [] for member in members}
    for story in stories:
        lots = sorted(found, key=lambda one: (len(found[one]), _lot(seed, story, one)))
        for member in lots[:coders]:
            found[member].append(story)
    return found


def _lot(seed: str, story: str, member: str) -> bytes:
    return sha256(f"{seed}\0{story}\0{member}".encode("utf-8", "surrogatepass")).digest()


def describe_progress(progress: Mapping[str, tuple[int, int]]) -> str:
    """Return who is done with how many stories, as text for people."""
    return ", ".join(f"{who} {coded} of {assigned}" for who, (assigned, coded) in progress.items())
