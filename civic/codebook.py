"""The codebook: sixteen concerns and nine roles that stories are read by.

The definitions are our own. They map to, but do not copy, the AIAAIC ethical issue taxonomy, the MIT AI Risk
Repository and the parties of the AI Incident Database.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import Final

from msgspec import Struct


class Concern(Struct, frozen=True):
    """One ethical concern: what it means, what counts as it, and what belongs elsewhere."""

    id: str
    label: str
    means: str
    counts: str
    not_counts: str


class Role(Struct, frozen=True):
    """One part that a stakeholder can play in a story. A stakeholder may hold several."""

    id: str
    label: str
    who: str


CONCERNS: Final[tuple[Concern, ...]] = (
    Concern(
        "privacy",
        "Privacy & surveillance",
        "personal data taken, shared, inferred, or people watched",
        "biometrics, tracking, no consent",
        "theft by outsiders (security)",
    ),
    Concern(
        "bias",
        "Bias & discrimination",
        "a group is treated or served worse",
        "unequal error rates, stereotypes",
        "an error that hits all alike",
    ),
    Concern(
        "transparency",
        "Transparency & explanation",
        "people are not told that, how or why",
        "secrecy, hidden terms, overclaiming",
        "wrong output",
    ),
    Concern(
        "accountability",
        "Accountability & redress",
        "nobody answers, no appeal, weak oversight or breach of law",
        "no one responsible, no remedy, unlawful use",
        "mere criticism",
    ),
    Concern(
        "accuracy",
        "Accuracy & reliability",
        "it gets things wrong or does not work",
        "errors, failures, unproven claims of effect",
        "deliberate falsehood",
    ),
    Concern(
        "safety",
        "Safety & wellbeing",
        "bodily or mental harm, children, dangerous content, weapons",
        "injury, self-harm, abuse of children",
        "money or reputation alone",
    ),
    Concern(
        "security",
        "Security & misuse",
        "breach, hack, fraud by third parties",
        "leaks, scams, stolen data",
        "lawful over-collection",
    ),
    Concern(
        "rights",
        "Civil liberties & due process",
        "speech, protest, liberty, asylum, fair trial, wrongful arrest",
        "censorship, detention, a denied hearing",
        "every unfairness",
    ),
    Concern(
        "misinformation",
        "False or fake content",
        "deepfakes, disinformation, impersonation, cheating",
        "made to deceive",
        "honest error",
    ),
    Concern(
        "ownership",
        "Works & likeness",
        "use of works, voices, faces without right",
        "copyright, plagiarism, a cloned voice",
        "personal data as such",
    ),
    Concern(
        "labour",
        "Jobs & working life",
        "job loss, worker monitoring, hiring, pay",
        "automation of jobs, managing by algorithm",
        "a staff dispute without technology",
    ),
    Concern(
        "autonomy",
        "Human agency",
        "over-reliance, manipulation, dependence, human out of the loop",
        "dark patterns, automation bias",
        "a lack of consent for data (privacy)",
    ),
    Concern(
        "purpose",
        "Need, proportion & creep",
        "more than needed, new use, dual use, normalising",
        "scope creep, disproportionate measures",
        "plain cost",
    ),
    Concern(
        "power",
        "Power, money & procurement",
        "lock-in, monopoly, conflict of interest, contract process, value",
        "no-bid contracts, vendor dependence, lobbying",
        "a price named in passing",
    ),
    Concern(
        "environment",
        "Environment",
        "energy, water, land, waste of the technology",
        "data centre power and water, e-waste",
        "environmental policy as such",
    ),
    Concern(
        "access",
        "Access & inclusion",
        "people shut out: digital only, disability, language",
        "no offline way, unusable with a screen reader",
        "a service that is merely slow",
    ),
)

ROLES: Final[tuple[Role, ...]] = (
    Role("decision_maker", "decision maker", "approves, blocks, votes, sets the rule"),
    Role("deployer", "deployer", "uses or would use it"),
    Role("supplier", "supplier", "builds or sells it"),
    Role("overseer", "overseer", "regulator, court, auditor with formal power"),
    Role("affected", "affected", "people it is used on, or who are harmed"),
    Role("advocate", "advocate", "campaigners, unions, critics without formal power"),
    Role("expert", "expert", "researchers, journalists, consultants giving evidence"),
    Role("funder_owner", "funder or owner", "pays, invests, owns"),
    Role("mentioned", "mentioned", "named, role unclear"),
)

STAKEHOLDER_TYPES: Final[dict[str, str]] = {
    "person": "person",
    "public_body": "public body",
    "company": "company",
    "civil_society": "civil society",
    "group": "group of people",
    "research_media": "research and media",
}
"""The id of each type of stakeholder, and its label."""

CONCERN_BY_ID: Final[dict[str, Concern]] = {concern.id: concern for concern in CONCERNS}
ROLE_BY_ID: Final[dict[str, Role]] = {role.id: role for role in ROLES}

_LONGEST_TAG: Final = 60
_WORD_OF_A_TAG: Final = re.compile(r"(?:(?<![^-])\.)?[^-+#.]+(?:[+#]+(?![^-.]))?")
"""A word between hyphens, with what tells C++ and C# from C, and .NET from net; "R+D" and "asp.net" are two words."""
_BETWEEN_WORDS: Final = re.compile(r"[\s_&-]+")
_VARIATIONS: Final = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0x180B, 0x180E), *range(0xE0100, 0xE01F0))))
"""Characters that only choose how the one before them is drawn."""


class Codebook(Struct, frozen=True):
    """The concerns that a user reads by: the built-in ones less the ones switched off, some renamed, then own ones.

    `keywords` pairs ids with words and phrases that speak of the concern, beside all that is built in.
    `sunk` are ids that are ranked but no longer suggested, since this user always rejects them. `was` pairs ids with
    the tags that they were before: tags are renamed and merged by saying so here, not by changing decisions. `memos`
    pairs ids with what the user noted on them, `colours` with colours as "#rrggbb", also of what is switched off.
    """

    concerns: tuple[Concern, ...] = CONCERNS
    keywords: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sunk: frozenset[str] = frozenset()
    was: tuple[tuple[str, tuple[str, ...]], ...] = ()
    memos: tuple[tuple[str, str], ...] = ()
    colours: tuple[tuple[str, str], ...] = ()

    @property
    def renamed(self) -> dict[str, str]:
        """Return for each tag that something else was made of what it is called now, through all its names. Of names
        that form a circle, none is renamed."""
        step = {old: tag for tag, olds in self.was for old in olds if old != tag}
        found = {}
        for old in step:
            seen, tag = {old}, step[old]
            while tag in step and tag not in seen:
                seen.add(tag)
                tag = step[tag]
            if tag not in seen:
                found[old] = tag
        return found

    @property
    def names(self) -> Mapping[str, str]:
        """Return for each name of a tag that is not its id which tag it means: for tags of earlier, as `renamed` has
        them, and for labels of concerns. All names are as `slug` writes them."""
        return _names_of(self)

    def tag(self, name: str) -> str:
        """Return the tag that a name means, in whatever spelling: the concern of this id or label, the tag that was
        made of it, else an own tag as `slug` writes it. "" where no tag can be called so."""
        tag = slug(name)
        return self.names.get(tag, tag)

    def memo(self, tag: str) -> str:
        """Return what the user noted on a tag, "" for nothing."""
        return dict(self.memos).get(tag, "")

    @property
    def version(self) -> str:
        """Return what tells this codebook from any with other concerns, definitions or names: 12 hexadecimal digits."""
        return _version_of(self)

    def get(self, tag: str) -> Concern | None:
        """Return the concern with this id; None for a tag that is none, or one that is switched off."""
        return next((concern for concern in self.concerns if concern.id == tag), None)

    def label(self, tag: str) -> str:
        """Return what to call a tag: the concern's label, the built-in one's for one that is switched off, else the tag
        itself."""
        concern = self.get(tag) or CONCERN_BY_ID.get(tag)
        return concern.label if concern else tag

    @property
    def suggestible(self) -> tuple[str, ...]:
        """Return the ids of the concerns that can be suggested: the built-in ones, and one's own with keywords."""
        return tuple(one.id for one in self.concerns if one.id in CONCERN_BY_ID or one.id in dict(self.keywords))

    @property
    def basis(self) -> str:
        """Return all of this that suggestions depend on, as one string: two codebooks with the same suggest the same.
        "" for the built-in codebook."""
        suggested = list(self.suggestible)
        if not self.keywords and not self.sunk and suggested == list(CONCERN_BY_ID):
            return ""
        return repr((suggested, self.keywords, sorted(self.sunk)))


@lru_cache(maxsize=4)  # asked for with every decision
def _version_of(codebook: Codebook) -> str:
    was = tuple(sorted((tag, tuple(sorted(olds))) for tag, olds in codebook.was))  # in no order
    return blake2b(repr((codebook.concerns, was)).encode(), digest_size=6).hexdigest()


@lru_cache(maxsize=4)
def _names_of(codebook: Codebook) -> Mapping[str, str]:
    names = codebook.renamed
    taken = {*CONCERN_BY_ID, *names, *(tag for tag, _ in codebook.was), *(one.id for one in codebook.concerns)}
    for concern in (*codebook.concerns, *CONCERNS):
        if (label := slug(concern.label)) and label not in taken:
            names.setdefault(label, codebook.renamed.get(concern.id, concern.id))
    return MappingProxyType(names)


DEFAULT: Final = Codebook()
"""The built-in codebook: all sixteen concerns, by their own names."""


def role_label(role: str) -> str:
    """Return what to call a role: its label in the codebook, the role itself for one that is not in it."""
    return ROLE_BY_ID[role].label if role in ROLE_BY_ID else role


@lru_cache(maxsize=1 << 14)  # every operation is asked for its tag whenever a story is shown
def slug(name: str) -> str:
    """Return an own tag as it is stored, the same for all spellings of it; "" when nothing of it is left.

    Case, width and the form of accents (NFKC) make no difference, nor do spaces, hyphens, underscores and other signs
    between words, nor the word "and", which is also written "&". Signs that make another word of one ("C", "C++", "C#",
    ".NET") do. What was written so stays as it is.
    """
    written = ""
    while name != written:  # what goes may bring together what another form is made of
        written, name = name, _written(name)
    return name


def is_whole(name: str) -> bool:
    """Return whether the tag of this name says all of it: no sign is lost but those that part words, and no letter."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = _BETWEEN_WORDS.sub("-", folded).strip("-").split("-")
    return "-".join([*words[:1], *(word for word in words[1:-1] if word != "and"), *words[1:][-1:]]) == slug(name)


def _written(name: str) -> str:
    kept = ""
    for character in unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()):
        kind = unicodedata.category(character)
        if kind == "Cf" or character in _VARIATIONS:
            continue
        if character.isalnum() or character in "+#." or (kind in ("Mn", "Mc") and kept[-1:] not in "-+#."):
            kept += character
        else:
            kept += "-"
    words = _WORD_OF_A_TAG.findall(kept)
    inner = [word for word in words[1:-1] if word != "and"]
    return "-".join([*words[:1], *inner, *words[1:][-1:]])[:_LONGEST_TAG].rstrip("-.")
