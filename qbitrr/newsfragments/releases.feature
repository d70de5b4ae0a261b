`/api/meta` tells of newer releases, with their notes: looked up when somebody looks, at most once an hour, or at once with `force=true`; without a way out it says why. `POST /api/update` looks for one
and says in `update_state` how to get it: qbitrr does not change its own files.
