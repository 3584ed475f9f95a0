"""How a job makes child jobs: periodic and parameterized."""

from jobspec.launch.dispatching import Call as Call
from jobspec.launch.dispatching import dispatch as dispatch
from jobspec.launch.dispatching import dispatched_id as dispatched_id
from jobspec.launch.periodic import check_periodic as check_periodic
from jobspec.launch.periodic import launch_time as launch_time
from jobspec.launch.periodic import next_launches as next_launches
from jobspec.launch.periodic import periodic_child as periodic_child

__all__ = [
    "Call",
    "check_periodic",
    "dispatch",
    "dispatched_id",
    "launch_time",
    "next_launches",
    "periodic_child",
]
