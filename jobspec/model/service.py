"""A service as the catalog knows it."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.check import CheckRestart, ServiceCheck
from jobspec.model.connect import ConsulConnect
from jobspec.model.identity import WorkloadIdentity
from jobspec.model.marks import Block, Int, argument, nested


class ServiceWeights(Block):
    """Weights of a service in answers of name servers."""

    passing: Int = 0
    """Weight while its checks pass."""

    warning: Int = 0
    """Weight while a check warns."""


class Service(Block):
    """A service that a group or task offers."""

    name: str = ""
    """Name in the catalog; made of job, group and task unless given."""

    tags: list[str] | None = None
    """Tags in the catalog."""

    canary_tags: list[str] | None = None
    """Tags while the allocation is a canary."""

    enable_tag_override: bool = False
    """Whether tags may be changed in Consul."""

    port_label: Annotated[str, argument("port")] = ""
    """Port by name, or by number."""

    address_mode: Annotated[str, argument(canonical="auto")] = ""
    """Which address is announced: `auto`, `host`, `driver`, `alloc`."""

    address: str = ""
    """Address to announce instead."""

    checks: list[ServiceCheck] | None = None
    """Health checks."""

    check_restart: Annotated[CheckRestart | None, nested(diff="never")] = None
    """When failing checks restart the task; each check's own block overlays it."""

    connect: ConsulConnect | None = None
    """Membership in the service mesh."""

    meta: dict[str, str] | None = None
    """Key-value pairs in the catalog."""

    canary_meta: dict[str, str] | None = None
    """Key-value pairs while the allocation is a canary."""

    tagged_addresses: dict[str, str] | None = None
    """Further addresses by tag."""

    task_name: Annotated[str, argument("task")] = ""
    """Task that the service belongs to."""

    on_update: Annotated[str, argument(canonical="require_healthy")] = ""
    """What failing checks mean for a deployment."""

    identity: WorkloadIdentity | None = None
    """Workload identity towards Consul."""

    weights: ServiceWeights | None = None
    """Weights in answers of name servers."""

    provider: Annotated[str, argument(canonical="consul")] = ""
    """Catalog: `consul` or `nomad`."""

    cluster: Annotated[str, argument(canonical="default")] = ""
    """Consul cluster."""

    kind: str = ""
    """Kind of service in Consul."""
