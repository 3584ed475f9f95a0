"""Constraint operands: regexp, version, semver, sets, ordering, and the datacenters' wildcards."""

from jobspec.matching.attributes import Attribute as Attribute
from jobspec.matching.attributes import from_api as from_api
from jobspec.matching.attributes import matches_attribute as matches_attribute
from jobspec.matching.attributes import parse_attribute as parse_attribute
from jobspec.matching.numbers import truth as truth
from jobspec.matching.operands import DISTINCT as DISTINCT
from jobspec.matching.operands import matches as matches
from jobspec.matching.versions import parse_demand as parse_demand
from jobspec.matching.wildcards import like as like
from jobspec.matching.wildcards import like_any as like_any
