"""The application: every use case once, for the desk and for the command line."""
