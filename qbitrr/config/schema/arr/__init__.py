"""`[Radarr-NAME]`, `[Sonarr-NAME]`, `[Lidarr-NAME]`, `[Readarr-NAME]`: one Arr each and the rules of its torrents."""
