"""All nodes of a parsed text under one name: what the other rooms import."""

from __future__ import annotations

from jobspec.hcl.collections import ForObject as ForObject
from jobspec.hcl.collections import ForTuple as ForTuple
from jobspec.hcl.collections import Object as Object
from jobspec.hcl.collections import ObjectItem as ObjectItem
from jobspec.hcl.collections import Tuple as Tuple
from jobspec.hcl.node import Expression as Expression
from jobspec.hcl.node import Node as Node
from jobspec.hcl.node import walk as walk
from jobspec.hcl.operations import Binary as Binary
from jobspec.hcl.operations import Call as Call
from jobspec.hcl.operations import Conditional as Conditional
from jobspec.hcl.operations import Parenthesized as Parenthesized
from jobspec.hcl.operations import Unary as Unary
from jobspec.hcl.references import GetAttr as GetAttr
from jobspec.hcl.references import Index as Index
from jobspec.hcl.references import LegacyIndex as LegacyIndex
from jobspec.hcl.references import Splat as Splat
from jobspec.hcl.references import SplatItem as SplatItem
from jobspec.hcl.references import Step as Step
from jobspec.hcl.references import Variable as Variable
from jobspec.hcl.structure import Attribute as Attribute
from jobspec.hcl.structure import Block as Block
from jobspec.hcl.structure import Body as Body
from jobspec.hcl.templates import Interpolation as Interpolation
from jobspec.hcl.templates import Literal as Literal
from jobspec.hcl.templates import Template as Template
from jobspec.hcl.templates import TemplateFor as TemplateFor
from jobspec.hcl.templates import TemplateIf as TemplateIf
from jobspec.hcl.templates import TemplatePart as TemplatePart
