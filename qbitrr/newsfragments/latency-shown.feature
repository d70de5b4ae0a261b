Health, at the top of every page and on the page System, says how long the last answer of each client and Arr took.
