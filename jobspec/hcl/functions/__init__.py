"""The functions of the language, one file per family; importing this package fills the table."""

from __future__ import annotations

from jobspec.hcl.functions import (
    control,
    crypto,
    dates,
    encoding,
    files,
    formatting,
    maps,
    network,
    numeric,
    patterns,
    sequences,
    sets,
    strings,
    yaml_read,
    yaml_write,
)
from jobspec.hcl.functions.registry import TABLE as TABLE
from jobspec.hcl.functions.registry import Context as Context
from jobspec.hcl.functions.registry import Function as Function
from jobspec.hcl.functions.registry import FunctionError as FunctionError

FAMILIES = (
    *(control, crypto, dates, encoding, files, formatting, maps, network),
    *(numeric, patterns, sequences, sets, strings, yaml_read, yaml_write),
)
"""The modules that declare functions."""
