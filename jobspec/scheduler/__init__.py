"""What the cluster would do with a job. Pure; knows neither HCL nor any text."""

from __future__ import annotations

from jobspec.scheduler.explain import Explanation as Explanation
from jobspec.scheduler.planner import plan as plan
from jobspec.scheduler.result import Plan as Plan
