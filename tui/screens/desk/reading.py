"""The keys of reading on the main screen: from story to story, paging, links, finding, copying."""

import re
from typing import Final

from civic.fault import Fault
from civic.story import Link, Story
from civic.text import clean_line
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.screens.desk.panes import PaneLayout
from tui.screens.desk.steps import StepRunner
from tui.screens.desk.surface import Commands, Surface
from tui.screens.messages import (
    Asked,
    AskWanted,
    ChangesWanted,
    CopyWanted,
    EnclosureWanted,
    LinkWanted,
    WholeTextWanted,
)
from tui.text.finding import Found
from tui.text.plain import host
from tui.widgets.panes.text import TextPane

_LINK: Final = re.compile(r"https?://[^\s<>\"“”‘’|\\^`{}]+[^\s<>\"“”‘’|\\^`{}.,;:!?')\]]")


def links_of(story: Story) -> list[Link]:
    """Return the story's own address, those that its markup led to, those that its text spells out, and those of files
    that came along with it, each once; only http and https."""
    spelt_out = (Link(url) for url in _LINK.findall(story.text))
    found: dict[str, Link] = {}
    files = (Link(one.url, one.title or one.type) for one in story.enclosures)
    for link in (Link(story.url), *story.links, *spelt_out, *files):
        if host(link.url) and not found.get(link.url, Link("")).text:
            found[link.url] = link
    return list(found.values())


class ReadingKeys:
    """What the keys do with the open story, and to get to another one."""

    def __init__(self, surface: Surface, steps: StepRunner, layout: PaneLayout, text: TextPane) -> None:
        self._surface = surface
        self._desk = surface.desk
        self._steps = steps
        self._layout = layout
        self._text = text

    @property
    def commands(self) -> Commands:
        """Return what the keys do."""
        return {
            "story.next": self._next,
            "story.previous": self._previous,
            "story.next-to-do": self._next_to_do,
            "story.page": self._page,
            "story.link": self._open_link,
            "story.links": self._choose_link,
            "story.whole-text": self._fetch_whole_text,
            "story.changes": self._show_changes,
            "story.ask": self._ask_provider,
            "story.copy": self._copy_story,
            "story.copy-link": self._copy_link,
            "story.copy-quote": self._copy_quote,
            "find.open": lambda: self._surface.ask(
                AskScreen("Find in the text; n and N go on", take=self._look_for), self._find
            ),
        }

    # from story to story

    def _next(self) -> None:
        """Open the next story in view; the one before it has been read."""
        self._desk.mark_read()
        self._desk.view.select(self._desk.view.position + 1)
        self._surface.show_view()

    def _previous(self) -> None:
        self._desk.view.select(self._desk.view.position - 1)
        self._surface.show_view()

    def _next_to_do(self) -> None:
        self._desk.mark_read()
        self._steps.open_next_to_do()

    def _page(self) -> None:
        """Page the text, once it is in sight; at its end, open the next story to do."""
        story = self._desk.story
        if story and story.text.strip() and not self._layout.text_in_sight:
            self._layout.go_to("text")
        elif self._text.top < self._text.last_top:
            self._text.action_move_page_down()
        else:
            self._next_to_do()

    # out of the story

    def _open_link(self) -> None:
        story = self._desk.story
        if story and story.url:
            self._surface.post_message(Asked(LinkWanted(story.url)))
        else:
            self._steps.notify_user("This story has no link.")

    def _choose_link(self) -> None:
        """List the links of the story, and open the one that is chosen; a PDF among its files can be added instead."""
        story = self._desk.story
        links = links_of(story) if story else []
        files = story.enclosures if story else ()
        documents = [one for one in files if one.is_pdf and one.url]
        attached = [one for one in files if not one.url]
        if story is None or not (links or attached):
            self._steps.notify_user("This story has no links.")
            return

        def open_chosen(index: int | None) -> None:
            if index is None:
                return
            if index < len(links):
                self._surface.post_message(Asked(LinkWanted(links[index].url)))
            elif index < len(links) + len(documents):
                self._surface.post_message(Asked(EnclosureWanted(story, documents[index - len(links)])))
            else:
                self._steps.notify_user("This file is in the e-mail itself: save it there, then ctrl+o adds it.")

        lines = [f"{host(link.url)}  {f'“{link.text}” ' if link.text else ''}{link.url}" for link in links]
        lines += [f"add as a story: {one.title or one.url}" for one in documents]
        lines += [f"attached: {one.title}  {one.type}".rstrip() for one in attached]
        self._surface.ask(ChooseScreen("Open a link", lines), open_chosen)

    def _fetch_whole_text(self) -> None:
        story = self._desk.story
        if story and host(story.url):
            self._surface.post_message(Asked(WholeTextWanted(story)))
        else:
            self._steps.notify_user("This story has no link to fetch its text from.")

    def _ask_provider(self) -> None:
        if story := self._desk.story:
            self._surface.post_message(Asked(AskWanted(story)))

    def _show_changes(self) -> None:
        if story := self._desk.story:
            self._surface.post_message(Asked(ChangesWanted(story)))

    # in the text

    def _find(self, words: str | None) -> None:
        if words:
            self._layout.go_to("text")
            self._text.find(words)

    def _look_for(self, words: str) -> None:
        if words and not Found(words, self._desk.story.text if self._desk.story else "").spans:
            raise Fault(f"“{clean_line(words, 60)}” is not in this text.")

    # copying

    def _copy_story(self) -> None:
        """Copy the story as it is exported."""
        from civic.export import Entry, markdown  # every format there is: not at every start

        desk = self._desk
        if desk.story:
            pieces = markdown([Entry(desk.story, desk.judgement, desk.analysis)], desk.codebook)
            self._surface.post_message(Asked(CopyWanted("".join(pieces), "the story")))

    def _copy_link(self) -> None:
        story = self._desk.story
        if story and story.url:
            self._surface.post_message(Asked(CopyWanted(story.url, "the link")))
        else:
            self._steps.notify_user("This story has no link to copy.")

    def _copy_quote(self) -> None:
        """Copy the selected passage, else the highlighted ones, else the title, with the source."""
        story = self._desk.story
        if story is None:
            return
        spans = [self._text.selection] if self._text.selection else self._text.highlighted
        quote = " … ".join(f"“{span.text.strip()}”" for span in spans) or story.headline
        source = ", ".join(part for part in (story.headline, story.source, story.url) if part)
        self._surface.post_message(Asked(CopyWanted(f"{quote} ({source})", "the quote")))
