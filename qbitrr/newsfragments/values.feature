`FreeSpace` takes a part of the disk (`"5%"`), pattern lists take `glob:*sample*`, and more numbers have words (`"none"`, `"immediately"`, `"unlimited"`).
