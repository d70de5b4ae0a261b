"""How long a finished torrent must and may seed. Knows no removals: it says what is due, not what happens then."""
