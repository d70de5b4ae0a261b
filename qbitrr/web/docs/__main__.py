"""Prints the OpenAPI document of every route, those of the browser UI included: `python -m qbitrr.web.docs > openapi.json`."""

import json
import sys

from qbitrr.web.docs.document import document
from qbitrr.web.docs.table import whole_table

if __name__ == "__main__":
    json.dump(document(whole_table()), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
