"""The command line, a file a group of commands. Each has `add_to`, which names its commands and what runs them."""
