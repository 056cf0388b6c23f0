"""Every command once: id, default keys, label, help, where it applies.

Bindings, footer, palette, help screen and README's key table all come from `COMMANDS`. The commands of the main screen
are looked up by their ids in `DeskScreen.commands`; any other runs the method of its place that is called like its id
("feeds.add" runs `action_feeds_add`). A key is remapped by the id in `config.toml`.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

ANYWHERE: Final = "anywhere"
DESK: Final = "desk"
FILTER: Final = "filter"
LIST: Final = "list"
MOVE: Final = "lists and panes"
PANE: Final = "panes"
STAKEHOLDERS: Final = "stakeholders"
TEXT: Final = "text"
PASSAGE: Final = "passage"
QUOTE: Final = "quote"
STRIP: Final = "views beside the list"
PICKER: Final = "picker"
VIEWS: Final = "views"
CODEBOOK: Final = "codebook"
NOTE: Final = "note"
ASK: Final = "question"
CHOOSE: Final = "choice"
HELP: Final = "help"
FEEDS: Final = "feeds"
STARTER: Final = "starter feeds"
OVERVIEW: Final = "overview"
CHANGES: Final = "changes"
CONCERNS: Final = "concerns"
SIDES: Final = "what coders say"
HISTORY: Final = "history"
NOTIFICATIONS: Final = "notifications"
SEARCH: Final = "search"

BEFORE_THE_FOCUS: Final = (FILTER, PICKER, HELP, NOTE, ASK, CHOOSE, SEARCH, VIEWS, CODEBOOK, FEEDS, STARTER)
"""Places whose own keys come before those of the line or list in them."""

PLACES: Final = {
    ANYWHERE: "Everywhere",
    DESK: "On the desk",
    FILTER: "In the filter",
    LIST: "In the list of stories",
    PANE: "In a pane",
    STAKEHOLDERS: "In the stakeholders",
    CONCERNS: "In the concerns",
    QUOTE: "On a quote of a concern",
    STRIP: "In the views beside the list",
    MOVE: "In lists and panes",
    TEXT: "In the text",
    PASSAGE: "While a passage is selected",
    PICKER: "In the concern picker",
    VIEWS: "Among the views",
    CODEBOOK: "In the codebook",
    NOTE: "In a note",
    ASK: "In a question",
    CHOOSE: "In a choice",
    SEARCH: "Among the commands and themes",
    FEEDS: "Among the feeds",
    STARTER: "Among the starter feeds",
    OVERVIEW: "In the overview, and on a stakeholder's page",
    CHANGES: "In the changes of a story",
    SIDES: "In what coders say of a concern",
    HISTORY: "In the history of a story",
    NOTIFICATIONS: "Among the notifications",
    HELP: "In this help",
}
"""Where commands apply, in the order of help and README, and the name of each place."""


class Command(Struct, frozen=True):
    """A thing that a key does. `keys` are Textual's names; the first is the one that is shown."""

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    where: str = DESK
    footer: bool = False
    by_key: bool = False
    """whether the action is given which of the keys it was"""
    by_screen: bool = False
    """whether the main screen does it, though the keys are those of one of its panes"""

    @property
    def display(self) -> str:
        """Return what stands before its label: its first key, or both that end a dialogue."""
        ends = ("escape", "enter") if self.keys[:2] == ("escape", "enter") else self.keys[:1]
        return " ".join(shown(key) for key in ends)

    @property
    def is_of_desk(self) -> bool:
        """Say whether the main screen does it, by its table of commands."""
        return self.by_screen or self.where in (DESK, PANE)

    @property
    def action(self) -> str:
        """Return the action that a binding runs."""
        return f"screen.{self.call}" if self.is_of_desk else self.call

    @property
    def call(self) -> str:
        """Return the action on the screen or widget that does it."""
        return f"command({self.id!r})" if self.is_of_desk else self.method

    @property
    def method(self) -> str:
        """Return the name of the method that does it where the main screen does not, without its `action_`."""
        return self.id.replace(".", "_").replace("-", "_")


COMMANDS: Final[tuple[Command, ...]] = (
    Command("app.help", ("question_mark", "f1"), "help", "all keys of the place where you are", ANYWHERE, True),
    Command("app.palette", ("ctrl+p", "colon"), "commands", "find any command by name", ANYWHERE),
    Command("app.theme", ("T",), "theme", "light or dark; the choice is remembered", ANYWHERE),
    Command("app.themes", ("f2",), "choose a theme", "choose among all themes; the choice is remembered", ANYWHERE),
    Command("app.notifications", ("f3",), "notifications", "read again what you were told, the last first", ANYWHERE),
    Command("app.how-to-leave", ("ctrl+c",), "how to leave", "say how to leave; where words are selected, copy them",
            ANYWHERE),
    Command("app.suspend", ("ctrl+z",), "to the shell", "go back to the shell; fg there brings the desk back",
            ANYWHERE),
    Command("app.leave", ("q",), "quit", "save and leave", ANYWHERE, True),
    Command("filter.open", ("slash",), "filter", "filter the stories by keyword as you type", footer=True),
    Command("filter.clear", ("escape",), "back", "one step back: from zoom, a pane, the marks, the filter"),
    Command("concern.pick", ("t",), "tag", "pick a concern, or make a tag of your own", footer=True),
    Command("concern.accept", ("a",), "accept", "agree with the highlighted suggestion; go to the next", footer=True),
    Command("concern.reject", ("x",), "reject", "turn the highlighted suggestion down; go to the next", footer=True),
    Command("concern.severity", ("exclamation_mark",), "severity", "say how much is at stake: high, medium, low"),
    Command("concern.certainty", ("tilde",), "certainty", "say whether it is confirmed or alleged"),
    Command("concern.next", ("right_square_bracket",), "next concern", "highlight the next concern and its evidence"),
    Command("concern.previous", ("left_square_bracket",), "previous concern", "highlight the concern before"),
    Command("stakeholder.add", ("p",), "add stakeholder", "add who was missed: by the selected passage, or a name"),
    Command("undo", ("u",), "undo", "take the last change back", footer=True),
    Command("redo", ("U",), "redo", "make the undone change again"),
    Command("story.next", ("J",), "next story", "open the next story, from any pane"),
    Command("story.previous", ("K",), "previous story", "open the story before, from any pane"),
    Command("story.next-to-do", ("full_stop",), "next to do", "open the next story that you are not done with"),
    Command("story.star", ("s",), "star", "star the story, or take the star away"),
    Command("story.done", ("m",), "done", "done with the story: open the next one to do; or not done after all"),
    Command("story.read", ("M",), "read mark", "mark the story as read, or as unread"),
    Command("story.note", ("n", "e"), "note", "write a note on the story"),
    Command("story.link", ("o",), "open link", "open the story's page in the browser (http and https only)"),
    Command("story.whole-text", ("w",), "whole text", "fetch the story's whole text from its page"),
    Command("story.changes", ("W",), "what changed", "what changed in its words since somebody judged it"),
    Command("story.history", ("i",), "history", "who decided what on the story, and when"),
    Command("coders.open", ("equals_sign",), "conflicts", "where coders differ about the story, and settle it"),
    Command("story.ask", ("A",), "ask", "ask your language model or spaCy about the story; again to cancel"),
    Command("story.links", ("L",), "links", "list the links and files of the story, and open one, or add a PDF"),
    Command("document.add", ("ctrl+o",), "add document", "add a file as a story: PDF, Word, e-mail, page, table, text"),
    Command("story.copy-link", ("y",), "copy link", "copy the story's link"),
    Command("story.copy-quote", ("Y",), "copy quote", "copy the evidence in sight with its source"),
    Command("story.copy", ("C",), "copy story", "copy the story with its tags and evidence, as Markdown"),
    Command("find.open", ("f",), "find", "find words in the text"),
    Command("pane.summary", ("1",), "summary", "go to the summary"),
    Command("pane.stakeholders", ("2",), "stakeholders", "go to the stakeholders"),
    Command("pane.concerns", ("3",), "concerns", "go to the ethical concerns"),
    Command("pane.text", ("4",), "text", "go to the text"),
    Command("pane.list", ("0",), "list", "go to the list of stories"),
    Command("pane.next", ("tab",), "next pane", "go to the next pane"),
    Command("pane.previous", ("shift+tab",), "previous pane", "go to the pane before"),
    Command("pane.zoom", ("z",), "zoom", "give the pane the whole screen, or give it back"),
    Command("pane.wider", ("greater_than_sign",), "wider list", "give the list more room; its width is remembered"),
    Command("pane.narrower", ("less_than_sign",), "narrower list", "give the list less room"),
    Command("overview.open", ("O",), "overview", "figures over the stories in view, each with the stories behind it"),
    Command("team.sync", ("f8",), "sync", "exchange decisions with your team now"),
    Command("feeds.refresh", ("r",), "refresh", "fetch every feed; again to cancel", footer=True),
    Command("feeds.open", ("F",), "feeds", "subscriptions, their state, and the starter feeds", footer=True),
    Command("list.order", ("b",), "order", "order: newest, oldest, by relevance, source or number of concerns"),
    Command("list.group", ("B",), "headings", "headings: none, or by day, source, concern or stakeholder"),
    Command("story.hide", ("H",), "hide", "hide the story, so that only is:hidden finds it, or show it again"),
    Command("story.related", ("S",), "related", "stories that share its stakeholders and concerns"),
    Command("copies.unfold", ("d",), "copies", "show the copies of the story under it, or fold them away"),
    Command("copies.judge", ("D",), "judge copies", "decide on all copies of the story as on this one"),
    Command("copies.split", ("X",), "split", "keep the story apart, as it is no copy; again: no longer"),
    Command("list.export", ("E",), "export", "write the marked stories, or all in view, to a file"),
    Command("rules.open", ("R",), "rules", "see what your rules would change, and run them"),
    Command("view.open", ("V",), "views", "choose a view: All, Unread, High stakes, and your own"),
    Command("view.strip", ("vertical_line",), "views beside", "show the views beside the list, or hide them;"
            " remembered"),
    Command("codebook.open", ("ctrl+e",), "codebook", "concerns and tags: rename, merge, split, delete, memos"),
    Command("view.keep", ("plus",), "keep view", "keep the filter, its order and headings as a view"),
    Command("filter.done", ("enter",), "to the list", "keep the filter and go to the list", FILTER, True),
    Command("filter.complete", ("tab",), "complete", "complete what is typed; again for the next", FILTER, True),
    Command("filter.earlier", ("up",), "earlier", "the filter before, in the place of this one", FILTER),
    Command("filter.later", ("down",), "later", "the filter after it, or to the list", FILTER),
    Command("filter.leave", ("escape",), "clear", "clear the filter and go to the list", FILTER, True),
    Command("list.open", ("enter", "l", "right"), "read", "read the story", LIST, True),
    Command("select.toggle", ("space",), "mark", "mark the story for what you do next", LIST, by_screen=True),
    Command("select.range", ("v",), "range", "mark from here to where you go; again to end it", LIST, by_screen=True),
    Command("select.all", ("asterisk",), "all", "mark every story in view, or none", LIST, by_screen=True),
    Command("stakeholder.open", ("enter",), "page", "open the page of the stakeholder", STAKEHOLDERS, True),
    Command("stakeholder.accept", ("a",), "accept", "agree that it is one, as it stands; go to the next", STAKEHOLDERS,
            True, by_screen=True),
    Command("stakeholder.reject", ("x",), "reject", "it is no stakeholder of the story", STAKEHOLDERS,
            True, by_screen=True),
    Command("stakeholder.correct", ("c",), "correct", "rename or merge it, change its type or role, or remove it",
            STAKEHOLDERS, True, by_screen=True),
    Command("concern.open", ("enter",), "quotes", "its quotes as rows, or folded away; where other coders spoke, what"
            " each says", CONCERNS, by_screen=True),
    Command("quotes.open", ("l", "right"), "quotes", "its quotes as rows, or folded away", CONCERNS,
            by_screen=True),
    Command("passage.begin", ("v",), "select", "select a passage for it in the text; on a quote, another in its place",
            CONCERNS, by_screen=True),
    Command("quote.drop", ("x", "delete"), "drop quote", "take this quote away from the concern", QUOTE, True),
    Command("quote.show", ("enter", "space"), "in the text", "show the quote where it stands in the text", QUOTE, True),
    Command("strip.open", ("enter", "l", "right"), "show", "show the stories of the view", STRIP, True),
    Command("story.page", ("space",), "read on", "page the text down, at its end open the next story to do", PANE,
            by_screen=True),
    Command("pane.back", ("h", "left"), "list", "go back to the list", PANE),
    Command("move.down", ("j", "down"), "down", "one row or line down", MOVE),
    Command("move.up", ("k", "up"), "up", "one row or line up", MOVE),
    Command("move.first", ("g", "home"), "first", "to the beginning", MOVE),
    Command("move.last", ("G", "end"), "last", "to the end", MOVE),
    Command("move.page-down", ("pagedown", "ctrl+d", "ctrl+f"), "page down", "one page down", MOVE),
    Command("move.page-up", ("pageup", "ctrl+u"), "page up", "one page up", MOVE),
    Command("passage.select", ("v",), "select", "select a passage: what was found, the evidence in sight, the sentence"
            " gone to, or the first; again: by words, or by sentences", TEXT, True),
    Command("sentence.next", ("right_parenthesis",), "next sentence", "go to the next sentence, or select that", TEXT,
            by_screen=True),
    Command("sentence.previous", ("left_parenthesis",), "sentence before", "go to the sentence before, or select that",
            TEXT, by_screen=True),
    Command("find.next", ("n",), "next place", "go to the next place found; where nothing is, the note", TEXT),
    Command("find.previous", ("N",), "place before", "go to the place before", TEXT),
    Command("passage.keep", ("enter",), "tag it", "tag it; with the concern, or for the quote, that v was pressed on",
            PASSAGE, True, by_screen=True),
    Command("passage.swap", ("o",), "other end", "move the other end from now on", PASSAGE, True, by_screen=True),
    Command("passage.down", ("j", "down"), "sentence on", "move the end a sentence on", PASSAGE, by_screen=True),
    Command("passage.up", ("k", "up"), "sentence back", "move the end a sentence back", PASSAGE, by_screen=True),
    Command("passage.word-right", ("l", "right", "w"), "word on", "move the end a word on; v narrows to words first",
            PASSAGE, by_screen=True),
    Command("passage.word-left", ("h", "left", "b"), "word back", "move the end a word back", PASSAGE, by_screen=True),
    Command("passage.page-down", ("pagedown", "ctrl+d", "ctrl+f"), "page on", "move the end a page on", PASSAGE,
            by_screen=True),
    Command("passage.page-up", ("pageup", "ctrl+u"), "page back", "move the end a page back", PASSAGE, by_screen=True),
    Command("passage.first", ("g", "home"), "to the beginning", "move the end to the beginning", PASSAGE,
            by_screen=True),
    Command("passage.last", ("G", "end"), "to the end", "move the end to the end of the text", PASSAGE, by_screen=True),
    Command("passage.number", tuple("0123456789"), "number", "to the sentence of this number (0: the title); by words,"
            " to the word of it", PASSAGE, by_key=True),
    Command("passage.dash", ("minus",), "up to", "between two numbers: from the one to the other", PASSAGE,
            by_screen=True),
    Command("passage.find", ("f", "slash"), "find", "move an end to words in the text; n and N go on", PASSAGE,
            by_screen=True),
    Command("passage.copy", ("y",), "copy", "copy it with its source", PASSAGE, by_screen=True),
    Command("passage.leave", ("escape",), "leave", "select nothing", PASSAGE, True, by_screen=True),
    Command("picker.down", ("down", "ctrl+n"), "down", "the next concern", PICKER),
    Command("picker.up", ("up",), "up", "the concern before", PICKER),
    Command("picker.choose", ("enter",), "tag or untag", "tag the story with it, or take the tag away", PICKER, True),
    Command("picker.toggle", ("tab",), "and another", "tag with it or take the tag away, and stay", PICKER, True),
    Command("picker.severity", ("exclamation_mark",), "severity", "tag and say high, medium, low", PICKER, True),
    Command("picker.certainty", ("tilde",), "certainty", "tag and say confirmed or alleged", PICKER, True),
    Command("picker.digit", tuple("123456789"), "first nine", "go to one of the first nine", PICKER, by_key=True),
    Command("picker.close", ("escape",), "done", "back to the story", PICKER, True),
    Command("views.digit", tuple("123456789"), "first nine", "show one of the first nine", VIEWS, by_key=True),
    Command("views.show", ("enter",), "show", "show its stories", VIEWS, True),
    Command("views.remove", ("x", "delete"), "remove", "remove a view of yours", VIEWS),
    Command("views.undo", ("u",), "undo", "take the last change back", VIEWS),
    Command("views.close", ("escape", "q", "h", "left"), "back", "back to the desk", VIEWS, True),
    Command("codebook.stories", ("enter",), "stories", "show its stories", CODEBOOK, True),
    Command("codebook.rename", ("c",), "rename", "give it another name, on every story", CODEBOOK, True),
    Command("codebook.merge", ("m",), "merge into", "read it as another concern or tag from now on", CODEBOOK, True),
    Command("codebook.split", ("s",), "split", "give marked stories, or those of a filter, to another", CODEBOOK, True),
    Command("codebook.delete", ("x", "delete"), "delete", "take it from every story and the codebook", CODEBOOK, True),
    Command("codebook.memo", ("n", "e"), "memo", "write what you want to remember of it", CODEBOOK, True),
    Command("codebook.undo", ("u",), "undo", "take the last change back", CODEBOOK, True),
    Command("codebook.close", ("escape", "q", "h", "left"), "back", "cancel the work, or go back to the desk",
            CODEBOOK, True),
    Command("note.keep", ("escape",), "keep", "keep the note as it is written (undo takes it back)", NOTE, True),
    Command("note.line", ("enter",), "new line", "begin a new line", NOTE, True),
    Command("note.edit", ("ctrl+e",), "editor", "write it in your editor ($VISUAL or $EDITOR)", NOTE, True),
    Command("ask.answer", ("enter",), "answer", "answer with what stands there", ASK, True),
    Command("ask.complete", ("tab",), "complete", "complete the name of a file or folder", ASK, True),
    Command("ask.leave", ("escape",), "leave", "leave without an answer", ASK, True),
    Command("help.down", ("down", "pagedown"), "down", "down a page", HELP, True),
    Command("help.up", ("up", "pageup"), "up", "up a page", HELP, True),
    Command("help.close", ("escape", "enter", "f1"), "back", "back to where you were", HELP, True),
    Command("choose.answer", ("enter",), "choose", "choose the highlighted answer", CHOOSE, True),
    Command("choose.leave", ("escape", "q"), "leave", "leave without a choice", CHOOSE, True),
    Command("search.down", ("down", "ctrl+n"), "down", "the next one", SEARCH),
    Command("search.up", ("up",), "up", "the one before", SEARCH),
    Command("search.choose", ("enter",), "choose", "run the highlighted command, or take the theme", SEARCH, True),
    Command("search.close", ("escape",), "back", "back to where you were", SEARCH, True),
    Command("feeds.add", ("a",), "add", "add a feed by its address or its site's, or a file by its path", FEEDS, True),
    Command("feeds.starter", ("s",), "starter feeds", "subscribe to feeds on civic technology", FEEDS, True),
    Command("feeds.refresh-all", ("r",), "fetch all", "fetch every feed; again to cancel", FEEDS, True),
    Command("feeds.refresh-one", ("f",), "fetch", "fetch the highlighted feed now; again to cancel", FEEDS, True),
    Command("feeds.rename", ("c",), "name", "call the feed by another name", FEEDS),
    Command("feeds.group", ("o",), "group", "put the feed into a group", FEEDS),
    Command("feeds.interval", ("i",), "interval", "say how often the feed is fetched, in minutes", FEEDS),
    Command("feeds.pause", ("p",), "pause", "pause the feed, or resume it", FEEDS, True),
    Command("feeds.fetching", ("enter",), "settings", "how the feed is fetched: headers, agent, network, limits", FEEDS,
            True),
    Command("feeds.fulltext", ("w",), "whole texts", "fetch whole texts for a feed of teasers, or stop it", FEEDS),
    Command("feeds.remove", ("x", "delete"), "remove", "unsubscribe, and say what becomes of its stories", FEEDS, True),
    Command("feeds.import", ("I",), "import", "subscribe to the feeds of an OPML file", FEEDS),
    Command("feeds.export", ("E",), "export", "write the subscriptions to an OPML file", FEEDS),
    Command("feeds.undo", ("u",), "undo", "take the last change back", FEEDS),
    Command("feeds.close", ("escape", "q", "h", "left"), "back", "back to the desk", FEEDS, True),
    Command("starter.subscribe", ("enter",), "subscribe", "subscribe to the group, or to the one feed", STARTER, True),
    Command("starter.all", ("A",), "all", "subscribe to all of them", STARTER, True),
    Command("starter.close", ("escape", "q", "h", "left"), "back", "back", STARTER, True),
    Command("overview.stories", ("enter",), "stories", "show the stories behind the bar or cell", OVERVIEW, True),
    Command("overview.stakeholder", ("p",), "stakeholder", "open the page of the stakeholder", OVERVIEW, True),
    Command("overview.left", ("left", "h"), "cell left", "the cell to the left", OVERVIEW),
    Command("overview.right", ("right", "l"), "cell right", "the cell to the right", OVERVIEW),
    Command("overview.close", ("escape", "q"), "back", "back to where you were", OVERVIEW, True),
    Command("sides.mine", ("m",), "mine", "settle it as you said", SIDES, True),
    Command("sides.theirs", ("t",), "theirs", "settle it as another coder said", SIDES, True),
    Command("sides.both", ("b",), "both", "settle it with the passages of all, or all notes", SIDES, True),
    Command("sides.yes", ("a",), "stands", "settle that it stands", SIDES, True),
    Command("sides.no", ("x",), "does not", "settle that it does not stand", SIDES, True),
    Command("sides.next", ("right_square_bracket",), "next conflict", "the next conflict of the story", SIDES, True),
    Command("sides.previous", ("left_square_bracket",), "conflict before", "the conflict before", SIDES),
    Command("sides.undo", ("u",), "undo", "take the last change back", SIDES, True),
    Command("sides.close", ("escape", "q", "h", "left"), "back", "back to the story", SIDES, True),
    Command("history.close", ("escape", "enter", "q", "i", "h", "left"), "back", "back to the story", HISTORY, True),
    Command("notifications.close", ("escape", "enter", "q", "f3", "h", "left"), "back", "back to where you were",
            NOTIFICATIONS, True),
    Command("changes.close", ("escape", "enter", "q", "W", "h", "left"), "back", "back to the story", CHANGES, True),
)  # fmt: skip

COMMAND_BY_ID: Final = {command.id: command for command in COMMANDS}

FORMER_IDS: Final = {
    "concern.standing": "concern.certainty",
    "picker.standing": "picker.certainty",
    "mark.toggle": "select.toggle",
    "mark.range": "select.range",
    "mark.all": "select.all",
    "party.open": "stakeholder.open",
    "party.correct": "stakeholder.correct",
    "overview.party": "overview.stakeholder",
    "story.next-untagged": "story.next-to-do",
}
"""The ids of commands in [keys] before version 0.2, which are still read."""

_SHOWN: Final = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "full_stop": ".",
    "exclamation_mark": "!",
    "tilde": "~",
    "asterisk": "*",
    "plus": "+",
    "vertical_line": "|",
    "equals_sign": "=",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "minus": "-",
    "delete": "del",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
}


def shown(key: str) -> str:
    """Return a key as it stands on the keyboard: "?" for question_mark."""
    return _SHOWN.get(key, key)


def key_shown(command_id: str, own: Mapping[str, str]) -> str:
    """Return the key of a command as it stands on the keyboard: the first of the user's own keys for it, else of its
    usual ones."""
    return shown(own.get(command_id, COMMAND_BY_ID[command_id].keys[0]).partition(",")[0].strip())


def letter(key: str) -> str | None:
    """Return what a key writes into a line; None for one that writes nothing."""
    written = shown(key)
    return written if len(written) == 1 and written.isascii() else None
