"""The state of the desk without a screen: what is in view, selected, decided."""
