"""What each kind of write does to the tables: rows, indexes, and what follows from them."""
