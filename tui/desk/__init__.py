"""The session of the desk without a screen: what is in view, selected and decided."""
