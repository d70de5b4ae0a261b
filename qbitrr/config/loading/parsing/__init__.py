"""The typed value of each kind of key from what was written for it: numbers, texts, lists and tables of texts."""
