"""The variables of the stylesheet, so that it is read once at the start: Textual reads it once more for the first
theme."""

from textual.app import App


class CssVariables:
    """The variables that an app's stylesheet was last read with."""

    def __init__(self, app: App[None]) -> None:
        """Have the stylesheet read with the variables of the theme from the first."""
        self._app = app
        self._last = app.get_css_variables()
        app.stylesheet.set_variables(self._last)

    def have_changed(self) -> bool:
        """Say whether a variable has another value than when this was last asked, or at the start."""
        variables = self._app.get_css_variables()
        if variables == self._last:
            return False
        self._last = variables
        return True
