`/api/logs/<name>/search` looks for a text or a regular expression in a log and its older files. Each search is a process of its own, bounded in time and size, that ends with whoever asked for it.
