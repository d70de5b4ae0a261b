Sonarr's episodes of the last day are searched before everything else, from an hour after they aired and then on a ladder of one, two, four and eight hours (`PrioritizeTodaysReleases`).
