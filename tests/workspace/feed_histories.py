"""Random histories of feeds whose truth is known: which story an entry tells, however its feed presents it.

A `Publisher` has stories, and habits: what its entries lack, what their links lead to, how often ids change. At each
fetch it renders what it has now as RSS or Atom. What it presents is random, but a reader could always tell what is
what: an entry that keeps neither id nor link keeps its title and nearly all of its words, and two stories made from one
template differ in names and figures.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final
from xml.sax.saxutils import escape

BEGIN: Final = datetime(2026, 11, 2, 8, tzinfo=UTC)
Words = tuple[str, str]
"""The title and the text of a story, as a version of it has them."""

PLACES: Final = [
    "Millbrook",
    "Leeford",
    "Harrow",
    "Ashby",
    "Northwick",
    "Stanmere",
    "Kirkdale",
    "Elmstead",
    "Oxbridge",
    "Penrith",
    "Calder",
    "Thornbury",
    "Wexley",
    "Dunmore",
    "Fairholm",
    "Granton",
    "Holbeck",
    "Inverlea",
    "Jarrow",
    "Kelso",
]
BODIES: Final = [
    "council",
    "police",
    "ombudsman",
    "transport authority",
    "health board",
    "school district",
    "housing office",
    "border agency",
    "court",
    "water company",
    "election office",
    "library service",
    "tax office",
    "university",
    "planning board",
]
DEEDS: Final = [
    "pauses",
    "buys",
    "tests",
    "drops",
    "defends",
    "publishes",
    "audits",
    "extends",
    "bans",
    "questions",
    "delays",
    "renews",
    "hides",
    "sells",
]
THINGS: Final = [
    "camera trial",
    "fraud score",
    "chat assistant",
    "benefit algorithm",
    "parking sensors",
    "pupil database",
    "drone patrol",
    "voice archive",
    "heat map",
    "risk model",
    "translation tool",
    "address register",
    "bodycam contract",
    "traffic forecast",
    "exam software",
    "queue system",
    "tenant check",
    "number plate reader",
    "voter roll",
    "noise meter",
]
PEOPLE: Final = [
    "Amara Okafor",
    "Jonas Lind",
    "Priya Raman",
    "Tom Gale",
    "Ines Duarte",
    "Wei Zhang",
    "Lena Brandt",
    "Omar Haddad",
]
REMARKS: Final = (
    "{who} said that residents had not been asked before the {thing} was set up in {place}.",
    "A report on the {thing} is due in {month}, and {body} members in {place} want to read it first.",
    "The contract is worth {n} thousand pounds a year and names a supplier from {other}.",
    "Campaigners counted {n} mistakes in {m} cases and sent the list to the {body}.",
    "{who} called the decision overdue, while the mayor of {other} defended it.",
    "Records are to be deleted after {m} days, according to a letter that {who} published.",
    "The vote in {place} was {m} to {k}, with {n} people in the gallery.",
    "An earlier {thing} in {other} had been stopped after a complaint to the {body}.",
    "{who} asked how the {thing} treats people without a fixed address.",
    "The {body} of {other} has a similar {thing} and spent {n} hours on its audit.",
)
MONTHS: Final = ["January", "March", "April", "June", "July", "September", "October", "December"]
TEMPLATES: Final = (
    ("Delay on line {k} at {place}: {m} minutes",
     "Service alert. Trains on line {k} are delayed by {m} minutes at {place} because of a fault near {other}. "
     "Passengers can use bus {n} meanwhile. We apologise for the inconvenience. Reference {ref}."),
    ("Status: {thing} in {place} unavailable since {k}:{m}",
     "We are looking into a problem with the {thing} of the {place} {body}. It began at {k}:{m} and concerns {n} "
     "users. The next update follows within the hour. Thank you for your patience. Incident {ref}."),
    ("Bulletin {n}: {body} notices for {place}",
     "The weekly bulletin of the {body} lists {m} notices for {place} and {k} for {other}. Objections can be handed in "
     "within 28 days. The notices can be seen at the town hall. Bulletin number {ref}."),
)  # fmt: skip


@dataclass(slots=True)
class TrueStory:
    """A story as it is: its words now, and how its entry was presented the last time."""

    number: int
    title: str
    text: str
    published: datetime
    guid: str
    path: str
    since: int = 0
    """the fetch at which it was first in the feed"""

    @property
    def words(self) -> Words:
        """Return the words of its present version."""
        return self.title, self.text


@dataclass(slots=True)
class Habits:
    """How a publisher presents its entries. Chances are 0 to 1, for each fetch."""

    atom: bool
    template: int | None
    guids: str
    """"own" (an opaque one each), "link" (its address), "none", "fresh" (another one at each fetch)"""
    links: str
    """"own", "shared" (one for all), "home" (the site's front page), "places" (a page and the entry's place in it),
    "none" """
    dated: bool
    texts: bool
    window: int
    renames: float
    moves: float
    edits: float
    reuses: float


@dataclass(slots=True)
class World:
    """All publishers draw their stories here, so that no two stories ever have the same words. `told` has every
    version that was ever presented."""

    chance: random.Random
    told: dict[Words, int] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)
    count: int = 0

    def story(self, template: int | None, texts: bool, at: datetime) -> TrueStory:
        """Return a new story, of this template or in prose."""
        while True:
            title, text = self._prose() if template is None else self._form(TEMPLATES[template])
            if not any(_are_close(title, other) for other in self.titles):
                break
        self.titles.add(title)
        self.count += 1
        number = self.count
        path = f"/{at:%Y/%m}/{number}-{'-'.join(title.lower().replace(':', '').split()[:4])}"
        return TrueStory(number, title, text if texts else "", at, f"g{self.chance.getrandbits(40):x}", path)

    def tell(self, story: TrueStory) -> None:
        """Remember that these words are this story's."""
        assert self.told.setdefault(story.words, story.number) == story.number

    def _prose(self) -> Words:
        named = self._named()
        title = "{place} {body} {deed} {thing}".format_map(named)
        if self.chance.random() < 0.5:
            title += " after {who} objects".format_map(named)
        remarks = self.chance.sample(REMARKS, self.chance.randint(3, 6))
        first = f"The {{body}} of {{place}} {named['deed']} its {{thing}}, it said on the {named['k']}th."
        return title, " ".join(one.format_map(named) for one in (first, *remarks))

    def _form(self, template: Words) -> Words:
        named = self._named()
        return template[0].format_map(named), template[1].format_map(named)

    def _named(self) -> dict[str, object]:
        pick = self.chance.choice
        place, other = self.chance.sample(PLACES, 2)
        k, m, n = self.chance.randint(4, 19), self.chance.randint(20, 59), self.chance.randint(60, 999)
        return {"place": place, "other": other, "body": pick(BODIES), "deed": pick(DEEDS), "thing": pick(THINGS),
                "who": pick(PEOPLE), "month": pick(MONTHS), "k": k, "m": m, "n": n,
                "ref": f"{self.chance.getrandbits(24):06x}"}  # fmt: skip


def _are_close(one: str, other: str) -> bool:
    """Return whether a reader could take two titles for versions of one."""
    first, second = set(one.split()), set(other.split())
    return 4 * len(first & second) >= 3 * len(first | second)


class Publisher:
    """A feed over time: `step` lets time pass, `body` is what it serves now."""

    def __init__(self, world: World, number: int, habits: Habits) -> None:
        self.world = world
        self.habits = habits
        self.address = f"https://feed{number}.example/feed.xml"
        self.host = f"https://www.site{number}.example"
        self.slash = ""
        self.there: list[TrueStory] = []
        self.gone: list[TrueStory] = []
        self.fetches = 0
        self._number = number
        self._add(world.chance.randint(1, habits.window), BEGIN - timedelta(days=1))

    def step(self, now: datetime) -> None:
        """Let some of what happens to feeds happen before the next fetch."""
        chance, habits = self.world.chance, self.habits
        self.fetches += 1
        self._present_anew()
        self._add(chance.choice((0, 0, 1, 1, 2)), now)
        self._shrink()
        if chance.random() < 0.25:
            chance.shuffle(self.there)
        if self.there and chance.random() < habits.edits:
            self._edit(chance.choice(self.there))
        if self.gone and chance.random() < habits.reuses:
            self._reuse(now)

    def move(self) -> None:
        """Be at another address, where users have to subscribe anew."""
        self.address = f"https://feed{self._number}.example/rss{self.fetches}.xml"

    def body(self) -> bytes:
        """Return the feed as it is served at this fetch."""
        for story in self.there:
            self.world.tell(story)
        entries = "".join(self._entry(place, story) for place, story in enumerate(self.there))
        if self.habits.atom:
            return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Feed</title><id>f</id>{entries}</feed>'.encode()
        return f'<rss version="2.0"><channel><title>Feed</title>{entries}</channel></rss>'.encode()

    def _add(self, count: int, at: datetime) -> None:
        habits = self.habits
        for number in range(count):
            # A feed of alerts has other news, too.
            template = habits.template if self.world.chance.random() < 0.85 else None
            story = self.world.story(template, habits.texts, at - timedelta(minutes=7 * number))
            story.since = self.fetches
            self.there.insert(0, story)

    def _shrink(self) -> None:
        chance, window = self.world.chance, self.habits.window
        keep = window if chance.random() < 0.8 else chance.randint(1, window)
        self.gone += self.there[keep:]
        del self.there[keep:]
        if self.gone and chance.random() < 0.1:  # and sometimes one comes back
            back = self.gone.pop(chance.randrange(len(self.gone)))
            self.there.append(back)

    def _present_anew(self) -> None:
        """Change ids and addresses, as a new version of a site does."""
        chance, habits = self.world.chance, self.habits
        every = [*self.there, *self.gone]
        some = every if chance.random() < 0.5 else chance.sample(every, len(every) // 2)
        if habits.guids == "fresh" or (habits.guids == "own" and chance.random() < habits.renames):
            for story in every if habits.guids == "fresh" else some:
                story.guid = f"g{chance.getrandbits(40):x}"
        if chance.random() < habits.moves:
            changes: Sequence[Callable[[], None]] = (self._scheme, self._www, self._slash, self._move_host)
            chance.choice(changes)()

    def _scheme(self) -> None:
        plain = self.host.startswith("http://")
        self.host = self.host.replace("http://", "https://") if plain else self.host.replace("https://", "http://")

    def _www(self) -> None:
        scheme, _, host = self.host.partition("://")
        self.host = f"{scheme}://{host.removeprefix('www.') if host.startswith('www.') else 'www.' + host}"

    def _slash(self) -> None:
        self.slash = "" if self.slash else "/"

    def _move_host(self) -> None:
        self.host = f"https://news{self.fetches}.site{self._number}.example"

    def _edit(self, story: TrueStory) -> None:
        """Correct or extend a story, the less the fewer traces lead to it."""
        chance = self.world.chance
        if not story.text:
            return
        firm = self.habits.guids == "own" and self.habits.renames == 0
        sentences = story.text.split(". ")
        match chance.choice(("add", "drop", "word", "title") if firm else ("add", "word")):
            case "add":
                story.text += " Update: a spokeswoman confirmed this later in the day."
            case "drop" if len(sentences) > 3:
                story.text = ". ".join(sentences[:-1]) + "."
            case "title":
                story.title = f"{story.title}, officials say"
            case _:
                story.text = story.text.replace(" said ", " stated ", 1).replace(" meanwhile", " for now", 1)
        if self.world.told.get(story.words, story.number) != story.number:
            raise AssertionError("two stories of the same words")

    def _reuse(self, now: datetime) -> None:
        """Give the id and the address of a story that has left to another one."""
        old = self.world.chance.choice(self.gone)
        self.gone.remove(old)
        new = self.world.story(self.habits.template, self.habits.texts, now)
        new.guid, new.path, new.since = old.guid, old.path, self.fetches
        self.there.insert(0, new)

    def _link(self, place: int, story: TrueStory) -> str:
        match self.habits.links:
            case "none":
                return ""
            case "home":
                return f"{self.host}/"
            case "shared":
                return f"{self.host}/live{self.slash}"
            case "places":
                return f"{self.host}/live#{place}"
            case _:
                tracked = f"?utm_source=feed{self.fetches}" if self.habits.moves > 0.3 else ""
                return f"{self.host}{story.path}{self.slash}{tracked}"

    def _entry(self, place: int, story: TrueStory) -> str:
        habits, link = self.habits, self._link(place, story)
        guid = {"link": link, "none": ""}.get(habits.guids, story.guid)
        title, text, at = escape(story.title), escape(story.text), story.published
        if habits.atom:
            parts = (f"<id>{escape(guid)}</id>" if guid else "", f"<title>{title}</title>",
                     f'<link href="{escape(link)}"/>' if link else "",
                     f"<published>{at.isoformat()}</published>" if habits.dated else "",
                     f"<content>{text}</content>" if text else "")  # fmt: skip
            return f"<entry>{''.join(parts)}</entry>"
        parts = (f'<guid isPermaLink="false">{escape(guid)}</guid>' if guid else "", f"<title>{title}</title>",
                 f"<link>{escape(link)}</link>" if link else "",
                 f"<pubDate>{format_datetime(at)}</pubDate>" if habits.dated else "",
                 f"<description>{text}</description>" if text else "")  # fmt: skip
        return f"<item>{''.join(parts)}</item>"


def random_habits(chance: random.Random) -> Habits:
    """Return the habits of some feed."""
    habits = Habits(
        atom=chance.random() < 0.4,
        template=chance.choice((None, None, None, 0, 1, 2)),
        guids=chance.choice(("own", "own", "link", "none", "fresh")),
        links=chance.choice(("own", "own", "own", "shared", "home", "places", "none")),
        dated=chance.random() < 0.6,
        texts=chance.random() < 0.85,
        window=chance.choice((1, 3, 6, 10)),
        renames=chance.choice((0, 0, 0.2, 0.5)),
        moves=chance.choice((0, 0.2, 0.5)),
        edits=chance.choice((0, 0.3, 0.8)),
        reuses=chance.choice((0, 0, 0.3)),
    )
    has_ids = habits.guids == "own" and habits.renames == 0
    # A title alone, which came on no day and is at no address, may be today's or yesterday's.
    habits.texts |= not (has_ids or habits.dated or habits.links == "own")
    return habits
