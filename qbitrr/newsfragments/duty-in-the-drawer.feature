The drawer of a torrent says on which day and at which ratio it is safe to remove, or that it never is at this speed; there its Hit-and-Run duty can be set aside, for a reason, and restored.
