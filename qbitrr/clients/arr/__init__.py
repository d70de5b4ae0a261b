"""The client of Radarr, Sonarr, Lidarr and Readarr. Typed results, typed errors, no decisions."""
