"""The functions of the language, one file per family, each loaded when one of its functions is first called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from jobspec.hcl.functions.registry import DECLARED
from jobspec.hcl.functions.registry import Context as Context
from jobspec.hcl.functions.registry import Function as Function
from jobspec.hcl.functions.registry import FunctionError as FunctionError

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "control": ("can", "convert", "try"),
    "crypto": ("bcrypt", "md5", "rsadecrypt", "sha1", "sha256", "sha512", "uuidv4", "uuidv5"),
    "dates": ("formatdate", "timeadd"),
    "encoding": ("base64decode", "base64encode", "csvdecode", "jsondecode", "jsonencode", "urlencode"),
    "files": ("abspath", "basename", "dirname", "file", "filebase64", "fileexists", "fileset", "pathexpand"),
    "formatting": ("format", "formatlist"),
    "maps": ("index", "keys", "lookup", "merge", "values", "zipmap"),
    "network": ("cidrhost", "cidrnetmask", "cidrsubnet", "cidrsubnets"),
    "numeric": ("abs", "ceil", "floor", "log", "max", "min", "parseint", "pow", "signum"),
    "patterns": ("regex_replace",),
    "sequences": (
        *("chunklist", "coalesce", "coalescelist", "compact", "concat", "contains", "distinct"),
        *("element", "flatten", "length", "range", "slice"),
    ),
    "sets": ("setintersection", "setproduct", "setunion"),
    "strings": (
        *("chomp", "indent", "join", "lower", "replace", "reverse", "sort", "split", "strlen"),
        *("strrev", "substr", "title", "trim", "trimprefix", "trimspace", "trimsuffix", "upper"),
    ),
    "yaml_read": ("yamldecode",),
    "yaml_write": ("yamlencode",),
}
"""The names of all functions by the module that declares them; a test holds the two together."""

_HOMES = {name: family for family, names in FAMILIES.items() for name in names}


class _Table(Mapping[str, Function]):
    """All functions by name."""

    def __getitem__(self, name: str) -> Function:
        if name not in DECLARED and name in _HOMES:
            import_module(f"jobspec.hcl.functions.{_HOMES[name]}")
        return DECLARED[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


TABLE: Mapping[str, Function] = _Table()
"""All functions by name."""
