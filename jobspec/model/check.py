"""Health checks of a service."""

from __future__ import annotations

from typing import Annotated

from jobspec.model.marks import SECOND, Block, Duration, Int, argument


class CheckRestart(Block):
    """When a failing check restarts its task."""

    limit: Int = 0
    """Failures in a row before a restart; 0 is never."""

    grace: Annotated[Duration | None, argument(canonical=SECOND)] = None
    """Time after a start in which failures do not count."""

    ignore_warnings: bool = False
    """Whether warnings count as passing."""


class ServiceCheck(Block):
    """A health check of a service."""

    name: str = ""
    """Name of the check; made of the service's unless given."""

    type: str = ""
    """Kind: `http`, `tcp`, `grpc` or `script`."""

    command: str = ""
    """Program of a script check."""

    args: Annotated[list[str] | None, argument(diff="never")] = None
    """Arguments of that program."""

    path: str = ""
    """Path that is asked for over HTTP."""

    protocol: str = ""
    """`http` or `https`."""

    port_label: Annotated[str, argument("port")] = ""
    """Port by name; the service's unless given."""

    expose: bool = False
    """Whether the path is opened past the sidecar proxy."""

    address_mode: str = ""
    """Which address is checked."""

    advertise: Annotated[str, argument(diff="never")] = ""
    """Not used any more."""

    interval: Duration = 0
    """Time between two checks."""

    timeout: Duration = 0
    """How long a check may take."""

    initial_status: str = ""
    """Status before the first check."""

    notes: str = ""
    """Text for people."""

    tls_server_name: str = ""
    """Name that the server's certificate must have."""

    tls_skip_verify: bool = False
    """Whether the server's certificate is not verified."""

    header: dict[str, list[str] | None] | None = None
    """Headers of the HTTP request."""

    method: str = ""
    """Method of the HTTP request."""

    check_restart: CheckRestart | None = None
    """When a failing check restarts the task."""

    grpc_service: str = ""
    """Service that is asked for over gRPC."""

    grpc_use_tls: bool = False
    """Whether gRPC uses TLS."""

    task_name: Annotated[str, argument("task")] = ""
    """Task in which a script runs."""

    success_before_passing: Int = 0
    """Successes in a row that make it pass."""

    failures_before_critical: Int = 0
    """Failures in a row that make it critical."""

    failures_before_warning: Int = 0
    """Failures in a row that make it warn."""

    body: str = ""
    """Body of the HTTP request."""

    on_update: str = ""
    """What a failure means for a deployment; the service's unless given."""
