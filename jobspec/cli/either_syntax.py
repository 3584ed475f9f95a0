"""Reads a text as HCL2 and, where its characters or grammar fail, as legacy HCL1: for the commands that may."""

from __future__ import annotations

import argparse

from jobspec.cli.jobspec_options import load_options, read_bytes
from jobspec.decode import Jobspec, load
from jobspec.diagnostics import Diagnostic, ParseError

READ_AS_HCL1 = "NJ2202"
"""The ID of the warning that a text was read as HCL1."""


def read_either(path: str, options: argparse.Namespace) -> Jobspec:
    """The jobspec of a file, with a warning if it is HCL1. Raises the failure of HCL2 if neither can be read."""
    text = read_bytes(path)
    settings = load_options(path, options)
    try:
        return load(text, **settings)
    except ParseError as error:
        if settings["syntax"] != "auto" or not all(item.id < "NJ1" for item in error.diagnostics):
            raise
        try:
            spec = load(text, **{**settings, "syntax": "hcl1"})
        except ParseError:
            raise error from None
    detail = "Servers of today read HCL2 only; `jobspec convert` writes the file in it."
    spec.diagnostics.append(Diagnostic("warning", READ_AS_HCL1, f"{spec.filename} was read as legacy HCL1", detail))
    return spec
