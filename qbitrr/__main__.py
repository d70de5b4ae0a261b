"""`python -m qbitrr`: the same as the `qbitrr` command."""

import sys

from qbitrr.cli.main import main

sys.exit(main())
