"""`python -m qbitrr`: the same as the `qbitrr` command."""

import sys

from qbitrr.cli import main

sys.exit(main())
