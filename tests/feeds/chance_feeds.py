"""Feeds made by chance of the elements that feeds have, with odd ones among them."""

import random
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Final, TypeAlias

NAMESPACES: Final = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "atom": "http://www.w3.org/2005/Atom",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "dcterms": "http://purl.org/dc/terms/",
    "psc": "http://podlove.org/simple-chapters",
    "thr": "http://purl.org/syndication/thread/1.0",
    "yt": "http://www.youtube.com/xml/schemas/2015",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "gd": "http://schemas.google.com/g/2005",
}
WORDS: Final = (
    "Council", "buys", "cameras", "für", "Bürger", "a < b", "Q&A", "&eacute;", "<b>bold</b>", "<p>One.</p>", "“two”",
    "l’État", "プライバシー", "cafÃ©", "&amp;lt;", "x\x85y", "\u0092", "<br/>", "</i>", "AT&T", "   ", "\n", "\t",
    "tea &#8211; time",
    '<a href="/more?a=1&b=2">more</a>', "\u00a0", "&nbsp;", "100 %", "[…]", "<script>x</script>", "<unknown>", "",
)  # fmt: skip
DATES: Final = (
    "Mon, 16 Nov 2026 09:30:00 GMT", "Mon, 16 Nov 2026 09:30:00 +0100", "2026-11-16T09:30:00Z", "2026-11-16", "",
    "16/11/2026 09:30", "16 November 2026", "2026-11-16T09:30:00.123+02:00", "yesterday",
    "Mon, 16 Nov 2026 25:61:00 EST", "1700000000", "Thu, 31 Feb 2026 10:00:00 PST", "20261116",
    " 2026-11-16T09:30:00Z ", "November 2026",
)  # fmt: skip
LINKS: Final = (
    "https://council.example/1", "https://council.example/1?a=1&b=2", "/relative/path", "relative", "http:///three",
    "https://council.example/a;b?c;d#e", "HTTPS://Council.Example/Up", "mailto:a@b.example", "javascript:alert(1)",
    "https://council.example", "https://council.example/?", "https://council.example/#", "//council.example/x", "",
    "https://news.google.com/rss/articles/x?oc=5", "tag:council.example,2026:1", "urn:uuid:1", "12345", "http://[bad",
    "https://council.example/ä?ö=ü", " https://council.example/space ", "https://council.example/%20a", "?p=1",
    "https://council.example/?x=1&amp;y=2", "https://feeds.feedburner.com/~r/x/~3/1/",
)  # fmt: skip
PEOPLE: Final = (
    "Amara Okafor", "desk@council.example (Tom Lindqvist)", "Tom <tom@council.example>", "", "a@b.example", "Ö. Müller",
    "Team, The", "<b>Jean</b>", "cafÃ© crew", "(nobody)", "x (y@z.example)",
)  # fmt: skip


SHORT: Final = ("60", "hourly", "daily", " 2 ", "", "en-GB", "de", "x")
TYPES: Final = ("text", "html", "HTML", "text/html", "plain")
RELS: Final = ("alternate", "self", "enclosure", "Related", "replies", "hub")
KINDS: Final = ("text/html", "application/pdf", "html", "IMAGE/png", "audio/mpeg")
Part: TypeAlias = tuple[str, str, Mapping[str, Sequence[str]]]
OF_RSS: Final[Sequence[Part]] = (
    ("title", "words", {}),
    ("link", "link", {}),
    ("guid", "link", {"isPermaLink": ("true", "false", "TRUE")}),
    ("pubDate", "date", {}),
    ("description", "words", {}),
    ("content:encoded", "words", {}),
    ("author dc:creator", "person", {}),
    ("category", "words", {"domain": ("d", "")}),
)
OF_ATOM: Final[Sequence[Part]] = (
    ("title", "typed", {"type": TYPES}),
    ("link", "none", {"href": LINKS, "rel": RELS, "type": KINDS, "title": ("A file",)}),
    ("id", "link", {}),
    ("published updated", "date", {}),
    ("summary", "typed", {"type": TYPES}),
    ("content", "typed", {"type": TYPES}),
    ("author", "person", {}),
    ("category", "none", {"term": ("tag", "Q&A", ""), "label": ("L", ""), "scheme": ("s", "")}),
)
OF_BOTH: Final[Sequence[Part]] = (
    ("dc:date dcterms:modified dcterms:issued dcterms:created updated atom:updated", "date", {}),
    ("dc:creator itunes:author contributor author atom:author", "person", {}),
    ("dc:subject itunes:keywords media:keywords", "few", {}),
    ("category", "few", {"term": ("tag", "Q&A", ""), "label": ("L", ""), "scheme": ("s", "")}),
    ("enclosure", "none", {"url": LINKS, "type": KINDS, "length": ("1", "0")}),
    ("source", "words", {"url": LINKS}),
    ("media:title media:description media:thumbnail media:credit media:rating", "words", {"url": LINKS}),
    ("itunes:summary itunes:subtitle itunes:duration itunes:explicit itunes:block itunes:title", "words", {}),
    ("slash:comments wfw:commentRss thr:total comments yt:videoId rating post-id fullText", "link", {"url": LINKS}),
    ("feedburner:origLink", "link", {}),
    ("rights generator dc:rights dc:language dc:publisher dc:identifier dc:title dc:description", "words", {}),
    ("atom:link itunes:image", "none", {"href": LINKS, "rel": RELS}),
    ("atom:id atom:summary atom:title guid link", "link", {}),
)
ODD: Final[Part] = (
    "image body georss:point abstract svg dc:contributor created foo:bar tags links url media:text", "words", {}
)  # fmt: skip
WHOLE: Final = (
    "<psc:chapters><psc:chapter start='00:00:01.000' title='x'/></psc:chapters>",
    "<podcast:value type='x'><podcast:valueRecipient name='n'/><yt:x>y</yt:x></podcast:value>",
)
OF_FEED: Final[Sequence[Part]] = (
    ("title atom:title", "words", {}),
    ("link", "link", {}),
    ("link atom:link", "none", {"href": LINKS, "rel": RELS}),
    ("description subtitle itunes:summary itunes:subtitle copyright", "words", {}),
    ("language dc:language ttl sy:updatePeriod sy:updateFrequency", "short", {}),
    ("pubDate lastBuildDate updated dc:date", "date", {}),
    ("id guid", "link", {}),
    ("author managingEditor itunes:author webMaster", "person", {}),
    ("category", "few", {"domain": ("d",), "term": ("t",)}),
    ("generator docs icon logo rights cloud thr:x yt:channelId feedburner:info itunes:image", "words", {"uri": LINKS}),
)
ODD_OF_FEED: Final[Part] = ("content:encoded summary media:title media:description source entries", "words", {})
WHOLE_OF_FEED: Final = (
    "<image><url>https://x.example/i.png</url><title>T</title><link>https://x.example/</link><width>5</width></image>",
    "<textInput><title>S</title><description>d</description><name>q</name><link>/s</link></textInput>",
    "<itunes:owner><itunes:name>N</itunes:name><itunes:email>a@b.example</itunes:email></itunes:owner>",
    "<itunes:category text='News'><itunes:category text='Politics'/></itunes:category>",
    "<skipHours><hour>1</hour></skipHours>",
)


class Writer:
    """Writes feeds of known elements, mostly of forms that there are, with something odd here and there."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.oddity = self.chance.choice((0, 0, 0.02, 0.1))

    def odd(self) -> bool:
        return self.chance.random() < self.oddity

    def words(self, most: int = 6) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(0, most)))

    def text(self, written: str) -> str:
        """A text as it stands in XML: escaped, in CDATA, or both by turns."""
        match self.chance.randint(0, 5):
            case 0 if "]]>" not in written:
                return f"<![CDATA[{written}]]>"
            case 1 if "]]>" not in written:
                return f"{escape(written[:3])}<![CDATA[{written[3:]}]]>"
            case 2:
                return f"\n  {escape(written)}\n"
            case 3:
                return "".join(
                    f"&#{ord(sign)};" if sign not in "\n\t" and self.odd() else escape(sign) for sign in written
                )
            case _:
                return escape(written)

    def one(self, values: Sequence[str]) -> str:
        return self.chance.choice(values)

    def attributes(self, **values: Sequence[str]) -> str:
        chosen = [(name, self.one(kinds)) for name, kinds in values.items() if self.chance.random() < 0.6]
        if self.odd():
            chosen.append(("xml:lang", self.one(("de", "en_GB", "", "fr-CA"))))
        if self.odd():
            chosen.append(("xml:base", self.one(("https://base.example/a/", "https://other.example", "/up/", "b;c"))))
        if self.odd():
            chosen.append(
                (self.one(("class", "foo:bar", "gd:type", "Type", "base", "lang", "mode", "xml:space")), "preserve")
            )
        self.chance.shuffle(chosen)
        return "".join(f' {name.rstrip("_")}="{escape(value)}"' for name, value in dict(chosen).items())

    def element(self, name: str, content: str, **attributes: Sequence[str]) -> str:
        inside = content + ("<em>in</em>" if self.odd() else "") + ("<!-- no -->" if self.odd() else "")
        written = self.attributes(**attributes)
        return (
            f"<{name}{written}/>"
            if not inside and self.chance.random() < 0.5
            else f"<{name}{written}>{inside}</{name}>"
        )

    def person(self, name: str) -> str:
        if self.chance.random() < 0.5 and name.startswith(("author", "contributor")):
            parts = [
                self.element("name", self.text(self.one(PEOPLE))),
                self.element("email", self.text(self.one(PEOPLE))),
                self.element("uri", self.text(self.one(LINKS))),
                self.element("gd:image", "", rel=("x",), src=("y",)),
            ]
            return self.element(name, "\n".join(self.chance.sample(parts, self.chance.randint(0, 3))))
        return self.element(name, self.text(self.one(PEOPLE)))

    def media(self) -> str:
        parts = [
            self.element("media:title", self.text(self.words()), type=("plain", "html")),
            self.element("media:description", self.text(self.words()), type=("plain", "html")),
            self.element("media:thumbnail", "", url=LINKS),
            self.element("media:credit", self.text(self.one(PEOPLE)), role=("author",)),
            self.element("media:category", self.text(self.words(1)), scheme=("s",), label=("Label", "")),
            self.element("media:keywords", self.text("a, b,, c")),
            self.element("media:content", "", url=LINKS, type=("video/mp4", "image/png"), medium=("image", "video")),
            self.element("media:community", "<media:starRating average='5'/><media:statistics views='3'/>"),
            self.element("media:text", self.text(self.words())),
        ]
        inside = "".join(self.chance.sample(parts, self.chance.randint(0, 4)))
        name = self.one(("media:content", "media:group"))
        return self.element(name, inside, url=LINKS, type=("image/jpeg", "audio/mpeg"), medium=("image",), title=("T",))

    def part(self, names: str, kind: str, attributes: Mapping[str, Sequence[str]]) -> str:
        contents: Mapping[str, Callable[[], str]] = {
            "words": self.words, "few": lambda: self.words(2), "link": lambda: self.one(LINKS), "none": str,
            "date": lambda: self.one(DATES), "short": lambda: self.one(SHORT),
        }  # fmt: skip
        name = self.one(names.split())
        if kind == "person":
            return self.person(name)
        if kind == "typed" and self.odd():
            attributes = {**attributes, "type": ("xhtml", "application/json", "image/png", "")}
        return self.element(name, self.text(contents.get(kind, self.words)()), **attributes)

    def entry_part(self) -> str:
        chosen = self.chance.random()
        if chosen < 0.6:
            return self.part(*self.chance.choice(OF_ATOM if self.atom else OF_RSS))
        if chosen < 0.7:
            return self.media()
        if chosen < 0.75:
            return self.one(WHOLE)
        return self.part(*(ODD if self.odd() else self.chance.choice(OF_BOTH)))

    def feed_part(self) -> str:
        if self.chance.random() < 0.3:
            return self.one(WHOLE_OF_FEED)
        return self.part(*(ODD_OF_FEED if self.odd() else self.chance.choice(OF_FEED)))

    def feed(self) -> str:
        self.atom = self.chance.random() < 0.4
        name = "entry" if self.atom else "item"
        entries = [
            self.element(name, "\n".join(self.entry_part() for _ in range(self.chance.randint(1, 12))))
            for _ in range(self.chance.randint(0, 4))
        ]
        parts = [self.feed_part() for _ in range(self.chance.randint(0, 7))]
        if self.chance.random() < 0.2:
            parts = [*parts, *entries]
            self.chance.shuffle(parts)
        else:
            parts = [*parts, *entries]
        prefixes = dict(NAMESPACES)
        if self.odd():
            prefixes[self.one(("yt", "media", "gd", "dc"))] = self.one(
                (*NAMESPACES.values(), "http://purl.org/rss/1.0/")
            )
        declared = "".join(
            f' xmlns:{prefix}="{uri}"' for prefix, uri in {**prefixes, "foo": "https://foo.example/"}.items()
        )
        head = self.one(("", '<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>\n'))
        lang = self.one(("", "", ' xml:lang="en-GB"', ' xml:lang="de_DE"'))
        inside = "\n".join(parts)
        if self.atom:
            return f'{head}<feed xmlns="http://www.w3.org/2005/Atom"{declared}{lang}{self.attributes()}>{inside}</feed>'
        return f'{head}<rss version="{self.one(("2.0", "0.91"))}"{declared}{lang}><channel>{inside}</channel></rss>'
