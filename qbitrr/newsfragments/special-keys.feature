`[Settings.Torrent] MaximumETA` and `MaximumDeletablePercentage` have their effect on downloads in categories managed without an Arr; not written, nothing is given up by them.
