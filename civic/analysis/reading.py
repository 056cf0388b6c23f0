"""A text as all parts of the analysis see it: its sentences once, with their words and what kind each is."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, Self

from msgspec import Struct
from msgspec.structs import replace

from civic.analysis.words import WORD, stem
from civic.furniture import pictures_in
from civic.languages.detect import language_of
from civic.sentences import sentences
from civic.story import Span

LONGEST: Final = 40_000
"""Code points of a text that are analysed: some fifteen pages. What stands behind is not what a news story is about,
and the cost stays bounded whatever is opened."""

IN_TITLE: Final = (("in", "title"),)
"""What a span of the title has besides."""
_LONGEST_TITLE: Final = 1_000
_REPEATED: Final = 2
"""In how many of its first sentences a text may repeat its title."""
_TELLING: Final = 300
"""Code points of a text that tell its language without its title."""
_HEADLINE: Final = 40
_SHORT_WORDS: Final = 160
_SHORT_SENTENCES: Final = 7
_CLOSED = re.compile(r"[.!?…。！？؟।][\"”’»'\)\]]*$")
_BROKEN = re.compile(r"[\u00ad-](?<=[^\W\d_].)(?:(?<=\u00ad)|[ \t]*\r?\n[ \t]*)(?=[^\W\d_])")
"""Where a word was broken at the end of a line, as in what was scanned: a hyphen that is none of its own."""
_BULLET = re.compile(r"(?:[-*•▪◦‣·–—→#]|\(?\d{1,3}[.)])\s")
_BOILERPLATE: Final = {
    key: re.compile(pattern, re.IGNORECASE)
    for key, pattern in (
        *(
            (key, rf"\b(?:{pattern or key})\b")
            for key, pattern in {
                "sign up": "", "subscrib": r"subscrib\w+", "newsletter": "", "read more": "", "click here": "",
                "follow us": "", "share this": "", "all rights reserved": "", "cookie": "cookies? (?:policy|settings)",
                "advertisement": "", "continue reading": "", "related ": "related (?:stories|articles|posts)",
                "donat": r"donat(?:e|ion)s?\b.{0,40}\b(?:today|now|here)", "join ": "join (?:us|our)",
                "get in touch": "", "contact us": "", "closed": "comments? (?:are|is) closed", "leave a comment": "",
                "originally ": "originally (?:published|posted|appeared)",
                "this ": "this (?:article|story|post) (?:was|is|first|originally)",
                "image": "images? (?:credit|source|by)", "photo": "photo(?:graph)?s? (?:by|credit|courtesy)",
                "terms ": "terms (?:of|and) (?:use|service|conditions) apply", "privacy policy": r"privacy policy ?\|",
                "permission to ": "permission to (?:use|republish)", "media contact": "",
                "nquir": r"media (?:enquir\w+|inquir\w+)", "information": "for (?:more|further) information",
                "comment": "for (?:media )?comment", "interview": "for (?:media )?interviews?", "call us": "",
                "mail us": "e-?mail us", "find out more": "", "learn more": "", "tell us what you think": "",
                "video": "watch (?:the )?video", "listen to": "",
            }.items()
        ),
        ("http", "https?://"), ("www.", r"www\."), ("@", r"\S@\S+\.\w"), ("©", "©"),
        ("copyright ", r"\bcopyright (?:19|20)\d\d"), ("min", r"\A.{0,30}\b\d+ min(?:ute)?s? read\b"),
        ("day", r"\A[A-Z][a-z]+day,? \w+ \d{1,2}(?:, \d{4})?[.,]?$"),
    )
}  # fmt: skip
"""What only boilerplate says, each by letters that stand in it in lower case: to look for those first costs little."""
_BYLINE = re.compile(
    r"(?:by|published|updated|posted|written by|last (?:modified|updated)|image|photo|credit|source|tags?|filed under"
    r"|categories)\b[ :][^.]{0,80}$",
    re.IGNORECASE,
)


class Sentence(Struct, frozen=True):
    """One sentence: its span, its words in lower case and their stems, and whether it is prose (neither a heading nor
    boilerplate), boilerplate, an item of a list."""

    span: Span
    words: tuple[str, ...]
    stems: tuple[str, ...]
    prose: bool
    boilerplate: bool
    bullet: bool


class Reading(Struct, frozen=True, dict=True):
    """A text, its title, the code of its language ("" for one that no suggestions are made for), and its sentences in
    their order, those on pictures left out. `heading` is the title as a sentence of its own, its span in the title;
    None where there is none, or where the text begins with it."""

    text: str
    title: str
    language: str
    sentences: tuple[Sentence, ...]
    heading: Sentence | None = None

    @property
    def english(self) -> bool:
        """Return whether it is in English."""
        return self.language == "en"

    @cached_property
    def size(self) -> int:
        """Return how many words the text has, boilerplate left out."""
        return sum(len(sentence.stems) for sentence in self.sentences if not sentence.boilerplate)

    @property
    def short(self) -> bool:
        """Return whether it is a headline, a teaser or a report of a few sentences rather than a story."""
        return self.size <= _HEADLINE or (len(self.sentences) < _SHORT_SENTENCES and self.size <= _SHORT_WORDS)

    @property
    def told(self) -> bool:
        """Return whether it is told in sentences or lists, rather than a headline with some words of context: these are
        few and end in no sentence of prose."""
        return bool(self.sentences) and (self.sentences[-1].prose or self.size > _HEADLINE)

    @property
    def kind(self) -> str:
        """Return what kind of text it is: "story", or of short ones "told" or "headline"."""
        return "told" if self.short and self.told else "headline" if self.short else "story"

    @classmethod
    def of(cls, text: str, title: str = "", lang: str = "") -> Self:
        """Read a text. Spans are code points into `text` as it was given."""
        spans = _written(sentences(text[:LONGEST]), pictures_in(text[:LONGEST]))
        patterns = _boilerplate_in(text[:LONGEST])
        found = tuple([_sentence(span, patterns) for span in spans])
        language = language_of(text if len(text) > _TELLING else f"{title}\n{text}", lang)
        return cls(text, title, language, found, _heading(title[:_LONGEST_TITLE], found))


def _heading(title: str, found: Sequence[Sentence]) -> Sentence | None:
    """Return a title as a sentence with its span in the title, unless the text begins with the same words."""
    said = title.strip()
    start = title.find(said)
    sentence = _sentence(Span(start, start + len(said), said, more=IN_TITLE), _BOILERPLATE)
    if not sentence.words or any(sentence.words == one.words for one in found[:_REPEATED]):
        return None
    return replace(sentence, boilerplate=False)


def _written(spans: Sequence[Span], pictures: Sequence[tuple[int, int]]) -> Sequence[Span]:
    """Return the sentences that are no description of a picture: what it shows was not reported."""
    if not pictures:
        return spans
    return [span for span in spans if not any(start <= span.start < end for start, end in pictures)]


def _small(text: str) -> str:
    """Return a text in lower case, its broken words whole."""
    return _BROKEN.sub("", text.casefold())


def _boilerplate_in(text: str) -> Mapping[str, re.Pattern[str]]:
    """Return what boilerplate there may be in a text: of the many kinds hardly any one has more than a few."""
    small = _small(text)
    return {key: pattern for key, pattern in _BOILERPLATE.items() if key in small}


def _sentence(span: Span, patterns: Mapping[str, re.Pattern[str]]) -> Sentence:
    """Return a sentence; `patterns` are those of the boilerplate that its text may have."""
    small, text = _small(span.text), span.text[:1000]
    said = any(key in small and pattern.search(text) for key, pattern in patterns.items())
    boilerplate = said or bool(_BYLINE.match(text[:200]))
    words = tuple(WORD.findall(small))
    prose = not boilerplate and len(words) > 4 and bool(_CLOSED.search(span.text[-12:]))
    return Sentence(span, words, tuple(map(stem, words)), prose, boilerplate, bool(_BULLET.match(span.text)))
