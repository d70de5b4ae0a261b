"""Where removed torrents wait until they are purged or taken back. Nothing else deletes a torrent."""
