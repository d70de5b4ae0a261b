On the page of logs `:120` in the search goes to line 120, and what a filter lets through can be copied or saved as a file.
