The API shows the libraries of all four Arrs page by page, with text search, filters, orders, counts and reasons, for one instance or all of a type; a page of 50,000 films takes about a millisecond.
