`POST /api/torrents/<client>/<hash>/duty/waive` sets the Hit-and-Run duty of one torrent aside, for a reason that the journal keeps; `…/duty/restore` ends that. A
removal that waits for an open duty says from when and at which ratio it is safe, or that it never is at the present speed.
