Two spellings of one key in a section are an error, `${VARIABLE}` inside the file is said not to be replaced, and a variable written the way older documents show it is answered with the right one.
