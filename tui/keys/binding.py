"""From the table of commands to bindings for widgets and screens, the user's own keys, and README's tables."""

from collections.abc import Iterable, Iterator, Mapping

from textual.binding import Binding, BindingType

from tui.keys.commands import BEFORE_THE_FOCUS, COMMAND_BY_ID, COMMANDS, FORMER_IDS, PLACES, Command, shown


def bindings(*places: str) -> list[BindingType]:
    """Return the bindings of the commands that apply in these places, for a widget's or screen's `BINDINGS`. A key
    that means something in several of them does what it means in the first where that can be done."""
    return [
        Binding(
            keys,
            action,
            command.label,
            show=command.footer,
            key_display=command.display,
            id=None if command.by_key else command.id,
            priority=command.where in BEFORE_THE_FOCUS,
        )
        for place in places
        for command in COMMANDS
        if command.where == place
        for keys, action in _actions(command)
    ]


def everywhere(*command_ids: str) -> list[BindingType]:
    """Return the bindings of commands that the app runs, for a part of the screen that keys do not leave."""
    return [
        Binding(",".join(one.keys), f"app.{one.call}", one.label, show=one.footer, key_display=one.display, id=one.id)
        for one in map(COMMAND_BY_ID.__getitem__, command_ids)
    ]


def _actions(command: Command) -> Iterator[tuple[str, str]]:
    if not command.by_key:
        yield ",".join(command.keys), command.action
        return
    for key in command.keys:
        yield key, f"{command.action}({key!r})"


def remapped(keys: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the user's own keys that can be used (command id → keys, with commas between them), and a sentence for
    each that can't: an id that does not exist, or a key that two commands of one place would share."""
    usable, complaints = {}, []
    for written, own in keys.items():
        command_id = FORMER_IDS.get(written, written)
        if command_id in COMMAND_BY_ID:
            usable[command_id] = own
        else:
            complaints.append(f"There is no command {command_id!r} to give the keys {own!r} to; see ? for the ids.")
    taken: dict[tuple[str, str], str] = {}
    for command, pressed in pressed_keys(usable):
        other = taken.setdefault((command.where, pressed), command.id)
        if other != command.id:
            complaints.append(f"The key {pressed!r} is both {other!r} and {command.id!r}; give one of them another.")
    return usable, complaints


def pressed_keys(usable: Mapping[str, str]) -> Iterator[tuple[Command, str]]:
    """Yield every command with each of its keys, the user's own where there are any."""
    for command in COMMANDS:
        for key in usable.get(command.id, ",".join(command.keys)).split(","):
            yield command, key.strip()


def key_table(commands: Iterable[Command] = COMMANDS) -> str:
    """Return the commands as Markdown tables, one for each place, as they stand in README."""
    commands = list(commands)
    parts = []
    for where, title in PLACES.items():
        rows = [
            f"| {' '.join(f'`{shown(key)}`' for key in command.keys)} | {command.help} |"
            for command in commands
            if command.where == where
        ]
        if rows:
            parts.append("\n".join([f"**{title}**", "", "| key | does |", "| --- | --- |", *rows]))
    return "\n\n".join(parts) + "\n"
