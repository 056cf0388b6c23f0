"""What the keys of reading do on the main screen: from story to story, paging, links, copying."""

import re
from typing import Final

from textual.screen import Screen

from civic.codebook import in_force
from civic.story import Link, Story
from civic.text import clean_line
from tui.desk.session import Desk
from tui.messages import AskWanted, CopyWanted, LinkWanted, WholeTextWanted
from tui.screens.ask import AskScreen
from tui.screens.choose import ChooseScreen
from tui.text.plain import host
from tui.widgets.text_pane import TextPane

_LINK: Final = re.compile(r"https?://[^\s<>\"“”‘’|\\^`{}]+[^\s<>\"“”‘’|\\^`{}.,;:!?')\]]")


def links_of(story: Story) -> list[Link]:
    """The story's own address, those that its markup led to and those that its text spells out, each once; only http
    and https."""
    spelt_out = (Link(url) for url in _LINK.findall(story.text))
    found: dict[str, Link] = {}
    for link in (Link(story.url), *story.links, *spelt_out):
        if host(link.url) and not found.get(link.url, Link("")).text:
            found[link.url] = link
    return list(found.values())


class Reading(Screen[None]):
    """A part of the desk's screen."""

    desk: Desk
    _text: TextPane

    def show_view(self) -> None:
        """Paint the stories in view and the open one."""
        raise NotImplementedError

    def go_to(self, pane: str) -> None:
        """Give a pane the focus."""
        raise NotImplementedError

    def action_story_next(self) -> None:
        """The next story in view; the one before it has been read."""
        self.desk.mark_read()
        self.desk.select(self.desk.position + 1)
        self.show_view()

    def action_story_previous(self) -> None:
        """The story before."""
        self.desk.select(self.desk.position - 1)
        self.show_view()

    def action_story_next_untagged(self) -> None:
        """The next story that waits for a decision."""
        self.desk.mark_read()
        if not self.desk.select_next("untagged"):
            self._tell("Every other story here has a tag; clear the filter with esc to see more.")
        self.show_view()

    def action_story_page(self) -> None:
        """Page the text; at its end, open the next unread story."""
        if self._text.display and self._text.top < self._text.last_top:
            self._text.action_move_page_down()
            return
        self.desk.mark_read()
        if not self.desk.select_next("unread"):
            self._tell("Everything here is read.")
        self.show_view()

    def action_story_link(self) -> None:
        """Open the story's page."""
        story = self.desk.story
        if story and story.url:
            self.post_message(LinkWanted(story.url))
        else:
            self._tell("This story has no link.")

    def action_story_whole_text(self) -> None:
        """Fetch the whole text of a story that came as a teaser."""
        story = self.desk.story
        if story and host(story.url):
            self.post_message(WholeTextWanted(story))
        else:
            self._tell("This story has no link to fetch its text from.")

    def action_story_ask(self) -> None:
        """Ask for a second opinion on the story."""
        if story := self.desk.story:
            self.post_message(AskWanted(story))

    def action_story_links(self) -> None:
        """List the links of the story and open the one that is chosen."""
        story = self.desk.story
        links = links_of(story) if story else []
        if not links:
            self._tell("This story has no links.")
            return

        def chosen(index: int | None) -> None:
            if index is not None:
                self.post_message(LinkWanted(links[index].url))

        shown = [f"{host(link.url)}  {f'“{link.text}” ' if link.text else ''}{link.url}" for link in links]
        self.app.push_screen(ChooseScreen("Open a link", shown), chosen)

    def action_find_open(self) -> None:
        """Ask for words and find them in the text."""
        self.app.push_screen(AskScreen("Find in the text; n and N go on"), self._find)

    def _find(self, words: str | None) -> None:
        if words:
            self.go_to("text")
            if not self._text.find(words):
                self._tell(f"“{clean_line(words, 60)}” is not in this text.")

    def action_story_copy(self) -> None:
        """Copy the story as it is handed on."""
        from civic.export import Entry, markdown  # every format there is: not at every start

        desk = self.desk
        if desk.story:
            pieces = markdown([Entry(desk.story, desk.judgement, desk.analysis)], in_force())
            self.post_message(CopyWanted("".join(pieces), "the story"))

    def action_story_copy_link(self) -> None:
        """Copy the story's link."""
        story = self.desk.story
        if story and story.url:
            self.post_message(CopyWanted(story.url, "the link"))
        else:
            self._tell("This story has no link to copy.")

    def action_story_copy_quote(self) -> None:
        """Copy what is selected, else the highlighted passages, else the title, with the source."""
        story = self.desk.story
        if story is None:
            return
        spans = [self._text.selection] if self._text.selection else self._text.highlighted
        quote = " … ".join(f"“{span.text.strip()}”" for span in spans) or story.headline
        source = ", ".join(part for part in (story.headline, story.source, story.url) if part)
        self.post_message(CopyWanted(f"{quote} ({source})", "the quote"))

    def _tell(self, sentence: str) -> None:
        self.app.notify(sentence, markup=False, timeout=3)
