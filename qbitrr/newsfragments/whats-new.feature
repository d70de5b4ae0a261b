After an update the browser UI tells once what is new, and while a page of an earlier version is open, that it should be reloaded. Release notes are
shown with headings, lists and links.
