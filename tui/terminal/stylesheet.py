"""The app's part that reads the stylesheet once at the start, where Textual reads it once more for the first theme."""

from textual.app import App


class Styled(App[None]):
    """A part of `CivicDesk`, which calls `style_by_theme` as soon as the theme is known."""

    _variables: dict[str, str] | None = None

    def style_by_theme(self) -> None:
        """Have the stylesheet read with the variables of the theme from the first."""
        self._variables = self.get_css_variables()
        self.stylesheet.set_variables(self._variables)

    def refresh_css(self, animate: bool = True) -> None:
        """Read the stylesheet again, if a variable in it has another value now."""
        variables = self.get_css_variables()
        if variables != self._variables:
            self._variables = variables
            super().refresh_css(animate)
