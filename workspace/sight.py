"""What the user may see of a story: whether suggestions and other coders are hidden, for views that are unaided."""

from dataclasses import dataclass, field

from workspace.frozen import FrozenStories


@dataclass(slots=True)
class Sight:
    """Whether the user codes unaided: `always`, or in the `view` that is shown just now. With `recorded`, suggestions
    are on the screen where they are not hidden, so that it is known of each decision whether it was aided. `frozen`
    says in which words a story of a round is seen, and by which codebook."""

    always: bool = False
    view: bool = False
    recorded: bool = False
    frozen: FrozenStories = field(default_factory=FrozenStories)

    @property
    def unaided(self) -> bool:
        """Whether the user codes unaided."""
        return self.always or self.view

    def hides(self, *, coded: bool) -> bool:
        """Return whether suggestions and other coders are hidden of a story, which the user is done with or not."""
        return self.unaided and not coded

    def code_unaided(self) -> None:
        """Hide them from now on, whatever view is shown, and record of each decision whether it was aided."""
        self.always = self.recorded = True
