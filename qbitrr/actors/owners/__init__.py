"""The owners of torrents, each with the children of one section, and what runs between them and the clients."""
