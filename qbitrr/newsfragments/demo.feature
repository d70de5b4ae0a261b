`qbitrr demo` and `make demo` show the supervisor at work on a simulated qBittorrent, Radarr, Sonarr and Lidarr.
