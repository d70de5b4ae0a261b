"""
The actor of one client's managed categories: a single child that looks after torrents no Arr asked for.
"""

from qbitrr.actors.owners.section_actor import SectionActor

__all__ = ["CategoryActor"]


class CategoryActor(SectionActor):
    """There is no Arr to be told anything and nothing to search: what it has is what every owner has."""
