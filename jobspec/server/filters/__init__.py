"""The filter expressions of lists: `Meta.team == "red" and Type in Kinds`."""

from jobspec.server.filters.language import matcher as matcher
