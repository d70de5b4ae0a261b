"""
How large a figure may be that another program says.
"""

from typing import Annotated

from msgspec import Meta

__all__ = ["LEAST", "MOST", "Int64"]

LEAST, MOST = -(2**63), 2**63 - 1

Int64 = Annotated[int, Meta(ge=LEAST, le=MOST)]
"""
What clients and Arrs count in. JSON has numbers of any length, but one beyond 64 bits is no figure of theirs: it could neither be kept in a
database nor compared with a clock, and would end the looks at all that comes with it.
"""
