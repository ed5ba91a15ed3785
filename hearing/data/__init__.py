"""Reference and demo data, shipped with the program."""
