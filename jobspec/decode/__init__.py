"""Texts to jobs: HCL2, its JSON syntax, API JSON and legacy HCL1, with variables, locals and dynamic blocks."""

from __future__ import annotations

from jobspec.decode.jobspec import Jobspec as Jobspec
from jobspec.decode.loading import load as load
from jobspec.decode.loading import load_file as load_file
from jobspec.decode.loading import parse as parse
from jobspec.decode.loading import parse_file as parse_file

__all__ = ["Jobspec", "load", "load_file", "parse", "parse_file"]
