"""The screen and the command line: the only package that knows Textual and Rich."""
