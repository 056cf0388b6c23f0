"""`python -m tui` is the same program as `civicdesk`."""

import sys

from cli.main import main

if __name__ == "__main__":
    sys.exit(main())
