"""Which nodes can run a group at all: the checks in their order, and what is remembered by node class."""
