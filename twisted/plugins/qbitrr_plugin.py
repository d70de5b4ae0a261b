"""Makes `twistd qbitrr` known."""

from twisted.application.service import ServiceMaker

qbitrr = ServiceMaker(
    "qbitrr",
    "qbitrr.tap",
    "Supervises the torrents of Radarr, Sonarr, Lidarr and Readarr.",
    "qbitrr",
)
