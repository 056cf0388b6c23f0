"""`python -m tui` is the same program as `civicdesk`."""

import sys

from civicdesk import main

if __name__ == "__main__":
    sys.exit(main())
