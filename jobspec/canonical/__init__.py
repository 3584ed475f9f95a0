"""Defaults of the client and the server, and the server's mutators, in order."""
