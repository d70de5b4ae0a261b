`/web/qbit/categories` and `/web/qbit/overview` show every category somebody looks after, with its figures, its seeding limits and its torrents.
