The lists of the libraries have a choice of columns, in any order, and views under a name; both stand in the address, so they can be sent on, and both work by the keyboard.
