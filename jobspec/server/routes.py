"""The one table of paths: which endpoint serves which path, and by which methods."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from jobspec.server.core import Server
from jobspec.server.endpoints import (
    agent,
    allocations,
    deployments,
    dispatch,
    evaluate,
    evaluations,
    job,
    jobs,
    namespaces,
    nodes,
    parse,
    periodic,
    plan,
    scale,
    search,
    services,
    statuses,
    submission,
    validate,
    versions,
)
from jobspec.server.http import Answer, Request, Values

Endpoint = Callable[[Server, Request], Answer]

READ = frozenset({"GET"})
WRITE = frozenset({"POST", "PUT"})
ANY: frozenset[str] = frozenset()
"""The endpoint does not look at the method."""


class Route(NamedTuple):
    """A path, or with `redirect` where its path has moved."""

    pattern: re.Pattern[str]
    methods: frozenset[str]
    endpoint: Endpoint
    redirect: str = ""


def _route(path: str, methods: frozenset[str], endpoint: Endpoint, redirect: str = "") -> Route:
    """A route of a path in which `<name>` is one part and `<job>` any number of them."""
    pattern = re.sub(r"<(\w+)>", lambda part: f"(?P<{part[1]}>{'.*' if part[1] == 'job' else '[^/]*'})", path)
    return Route(re.compile(pattern, re.DOTALL), methods, endpoint, redirect)


ROUTES = (
    _route("/", ANY, job.read, "/ui/"),
    _route("/v1/jobs", READ | WRITE, jobs.endpoint),
    _route("/v1/jobs/statuses", READ | WRITE, statuses.endpoint),
    _route("/v1/jobs/parse", WRITE, parse.endpoint),
    _route("/v1/validate/job", WRITE, validate.endpoint),
    _route("/v1/job", ANY, job.read, "/v1/job/"),
    # An ID may hold slashes: whatever follows is its part unless it ends in one of these words.
    _route("/v1/job/<job>/evaluate", WRITE, evaluate.endpoint),
    _route("/v1/job/<job>/allocations", READ, allocations.of_job),
    _route("/v1/job/<job>/evaluations", READ, evaluations.of_job),
    _route("/v1/job/<job>/periodic/force", WRITE, periodic.force),
    _route("/v1/job/<job>/plan", WRITE, plan.endpoint),
    _route("/v1/job/<job>/summary", ANY, job.summary),
    _route("/v1/job/<job>/dispatch", WRITE, dispatch.endpoint),
    _route("/v1/job/<job>/dispatch/payload", WRITE, dispatch.payload),
    _route("/v1/job/<job>/versions", ANY, versions.versions),
    _route("/v1/job/<job>/revert", WRITE, versions.revert),
    _route("/v1/job/<job>/deployments", READ, deployments.of_job),
    _route("/v1/job/<job>/deployment", READ, deployments.latest),
    _route("/v1/job/<job>/stable", WRITE, versions.stable),
    _route("/v1/job/<job>/submission", READ, submission.endpoint),
    _route("/v1/job/<job>/scale", READ | WRITE, scale.endpoint),
    _route("/v1/job/<job>/services", READ, services.of_job),
    _route("/v1/job/<job>/actions", READ, services.actions),
    _route("/v1/job/<job>/versions/<tag>/tag", WRITE | {"DELETE"}, versions.tag),
    _route("/v1/job/<job>/tag", ANY, versions.no_tag),
    _route("/v1/job/<job>", READ | WRITE | {"DELETE"}, job.endpoint),
    _route("/v1/evaluations", READ, evaluations.list_all),
    _route("/v1/evaluations/count", READ, evaluations.count),
    _route("/v1/evaluation/<id>", READ, evaluations.one),
    _route("/v1/evaluation/<id>/allocations", READ, allocations.of_evaluation),
    _route("/v1/allocations", READ, allocations.list_all),
    _route("/v1/allocation/<id>", READ, allocations.one),
    _route("/v1/allocation/<id>/stop", WRITE, allocations.stop),
    _route("/v1/client/allocation/<id>/restart", WRITE, allocations.restart),
    _route("/v1/deployments", READ, deployments.list_all),
    _route("/v1/deployment/allocations/<id>", READ, allocations.of_deployment),
    _route("/v1/deployment/fail/<id>", WRITE, deployments.fail),
    _route("/v1/deployment/pause/<id>", WRITE, deployments.pause),
    _route("/v1/deployment/promote/<id>", WRITE, deployments.promote),
    _route("/v1/deployment/<id>", READ, deployments.one),
    _route("/v1/scaling/policies", READ, scale.policies),
    _route("/v1/services", READ, services.list_all),
    _route("/v1/service/<name>", READ, services.one),
    _route("/v1/search", WRITE, search.by_prefix),
    _route("/v1/search/fuzzy", WRITE, search.fuzzy),
    _route("/v1/nodes", READ, nodes.list_all),
    _route("/v1/node/<id>", READ, nodes.one),
    _route("/v1/node/<id>/allocations", READ, allocations.of_node),
    _route("/v1/namespaces", READ, namespaces.list_all),
    _route("/v1/namespace", WRITE, namespaces.endpoint),
    _route("/v1/namespace/<name>", READ | WRITE | {"DELETE"}, namespaces.endpoint),
    _route("/v1/regions", READ, agent.regions),
    _route("/v1/status/leader", READ, agent.leader),
    _route("/v1/status/peers", READ, agent.peers),
    _route("/v1/agent/health", READ, agent.health),
    _route("/v1/agent/members", READ, agent.members),
    _route("/v1/agent/self", READ, agent.self),
    _route("/v1/operator/scheduler/configuration", READ, agent.scheduler_configuration),
    _route("/v1/system/gc", WRITE, agent.collect),
)
"""The first that fits serves a request."""


@lru_cache(maxsize=4096)
def find(path: str) -> tuple[Route | None, Values]:
    """The route of a path, and what it takes from the path."""
    for route in ROUTES:
        if match := route.pattern.fullmatch(path):
            return route, match.groupdict()
    return None, {}
