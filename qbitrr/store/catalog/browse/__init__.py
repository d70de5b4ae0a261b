"""
Reading the catalog for people: pages of films, series, music and books with counts, filters and roll-ups. Only reads.
"""
