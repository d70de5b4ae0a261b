The config editor lists all categories with whose they are and shows a conflict while it is typed, and saves or discards the changes of one section alone.
