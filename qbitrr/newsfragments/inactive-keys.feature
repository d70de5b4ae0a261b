`qbitrr config check` names keys that are set but have no effect, with the key that silences them ("inactive because Torrent.DoNotRemoveSlow is on").
