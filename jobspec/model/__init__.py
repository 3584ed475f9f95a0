"""What a job is: each field declared once, and the field table drawn from the declarations.

`complete`, `tree_of` and the writers work on trees and need no pydantic; the classes are loaded when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jobspec.model.complete import complete
from jobspec.model.trees import JobLike, tree_of
from jobspec.model.write import to_api

if TYPE_CHECKING:
    from jobspec.model.artifact import TaskArtifact as TaskArtifact
    from jobspec.model.check import CheckRestart as CheckRestart
    from jobspec.model.check import ServiceCheck as ServiceCheck
    from jobspec.model.connect import ConsulConnect as ConsulConnect
    from jobspec.model.connect import ConsulExposeConfig as ConsulExposeConfig
    from jobspec.model.connect import ConsulExposePath as ConsulExposePath
    from jobspec.model.connect import ConsulMeshGateway as ConsulMeshGateway
    from jobspec.model.connect import ConsulProxy as ConsulProxy
    from jobspec.model.connect import ConsulSidecarService as ConsulSidecarService
    from jobspec.model.connect import ConsulTransparentProxy as ConsulTransparentProxy
    from jobspec.model.connect import ConsulUpstream as ConsulUpstream
    from jobspec.model.connect import SidecarTask as SidecarTask
    from jobspec.model.constraint import Affinity as Affinity
    from jobspec.model.constraint import Constraint as Constraint
    from jobspec.model.constraint import Spread as Spread
    from jobspec.model.constraint import SpreadTarget as SpreadTarget
    from jobspec.model.consul import Consul as Consul
    from jobspec.model.dispatch import ParameterizedJobConfig as ParameterizedJobConfig
    from jobspec.model.gateway import ConsulGateway as ConsulGateway
    from jobspec.model.gateway import ConsulGatewayBindAddress as ConsulGatewayBindAddress
    from jobspec.model.gateway import ConsulGatewayProxy as ConsulGatewayProxy
    from jobspec.model.gateway import ConsulGatewayTLSConfig as ConsulGatewayTLSConfig
    from jobspec.model.gateway import ConsulGatewayTLSSDSConfig as ConsulGatewayTLSSDSConfig
    from jobspec.model.gateway import ConsulHTTPHeaderModifiers as ConsulHTTPHeaderModifiers
    from jobspec.model.gateway import ConsulIngressConfigEntry as ConsulIngressConfigEntry
    from jobspec.model.gateway import ConsulIngressListener as ConsulIngressListener
    from jobspec.model.gateway import ConsulIngressService as ConsulIngressService
    from jobspec.model.gateway import ConsulLinkedService as ConsulLinkedService
    from jobspec.model.gateway import ConsulMeshConfigEntry as ConsulMeshConfigEntry
    from jobspec.model.gateway import ConsulTerminatingConfigEntry as ConsulTerminatingConfigEntry
    from jobspec.model.group import DisconnectStrategy as DisconnectStrategy
    from jobspec.model.group import EphemeralDisk as EphemeralDisk
    from jobspec.model.group import TaskGroup as TaskGroup
    from jobspec.model.identity import WorkloadIdentity as WorkloadIdentity
    from jobspec.model.job import Job as Job
    from jobspec.model.job import JobUIConfig as JobUIConfig
    from jobspec.model.job import JobUILink as JobUILink
    from jobspec.model.job import JobVersionTag as JobVersionTag
    from jobspec.model.logs import LogConfig as LogConfig
    from jobspec.model.multiregion import Multiregion as Multiregion
    from jobspec.model.multiregion import MultiregionRegion as MultiregionRegion
    from jobspec.model.multiregion import MultiregionStrategy as MultiregionStrategy
    from jobspec.model.network import CNIConfig as CNIConfig
    from jobspec.model.network import DNSConfig as DNSConfig
    from jobspec.model.network import NetworkResource as NetworkResource
    from jobspec.model.network import Port as Port
    from jobspec.model.periodic import PeriodicConfig as PeriodicConfig
    from jobspec.model.resources import NUMAResource as NUMAResource
    from jobspec.model.resources import RequestedDevice as RequestedDevice
    from jobspec.model.resources import Resources as Resources
    from jobspec.model.restart import ReschedulePolicy as ReschedulePolicy
    from jobspec.model.restart import RestartPolicy as RestartPolicy
    from jobspec.model.scaling import ScalingPolicy as ScalingPolicy
    from jobspec.model.secret import Secret as Secret
    from jobspec.model.service import Service as Service
    from jobspec.model.service import ServiceWeights as ServiceWeights
    from jobspec.model.task import Action as Action
    from jobspec.model.task import DispatchPayloadConfig as DispatchPayloadConfig
    from jobspec.model.task import Task as Task
    from jobspec.model.task import TaskCSIPluginConfig as TaskCSIPluginConfig
    from jobspec.model.task import TaskLifecycle as TaskLifecycle
    from jobspec.model.task import TaskSchedule as TaskSchedule
    from jobspec.model.task import TaskScheduleCron as TaskScheduleCron
    from jobspec.model.template import ChangeScript as ChangeScript
    from jobspec.model.template import Template as Template
    from jobspec.model.template import WaitConfig as WaitConfig
    from jobspec.model.update import MigrateStrategy as MigrateStrategy
    from jobspec.model.update import UpdateStrategy as UpdateStrategy
    from jobspec.model.vault import Vault as Vault
    from jobspec.model.volume import CSIMountOptions as CSIMountOptions
    from jobspec.model.volume import VolumeMount as VolumeMount
    from jobspec.model.volume import VolumeRequest as VolumeRequest

    Periodic = PeriodicConfig

_HOMES = {
    "artifact": ("TaskArtifact",),
    "check": (
        "CheckRestart",
        "ServiceCheck",
    ),
    "connect": (
        "ConsulConnect",
        "ConsulExposeConfig",
        "ConsulExposePath",
        "ConsulMeshGateway",
        "ConsulProxy",
        "ConsulSidecarService",
        "ConsulTransparentProxy",
        "ConsulUpstream",
        "SidecarTask",
    ),
    "constraint": (
        "Affinity",
        "Constraint",
        "Spread",
        "SpreadTarget",
    ),
    "consul": ("Consul",),
    "dispatch": ("ParameterizedJobConfig",),
    "gateway": (
        "ConsulGateway",
        "ConsulGatewayBindAddress",
        "ConsulGatewayProxy",
        "ConsulGatewayTLSConfig",
        "ConsulGatewayTLSSDSConfig",
        "ConsulHTTPHeaderModifiers",
        "ConsulIngressConfigEntry",
        "ConsulIngressListener",
        "ConsulIngressService",
        "ConsulLinkedService",
        "ConsulMeshConfigEntry",
        "ConsulTerminatingConfigEntry",
    ),
    "group": (
        "DisconnectStrategy",
        "EphemeralDisk",
        "TaskGroup",
    ),
    "identity": ("WorkloadIdentity",),
    "job": (
        "Job",
        "JobUIConfig",
        "JobUILink",
        "JobVersionTag",
    ),
    "logs": ("LogConfig",),
    "multiregion": (
        "Multiregion",
        "MultiregionRegion",
        "MultiregionStrategy",
    ),
    "network": (
        "CNIConfig",
        "DNSConfig",
        "NetworkResource",
        "Port",
    ),
    "periodic": ("PeriodicConfig",),
    "resources": (
        "NUMAResource",
        "RequestedDevice",
        "Resources",
    ),
    "restart": (
        "ReschedulePolicy",
        "RestartPolicy",
    ),
    "scaling": ("ScalingPolicy",),
    "secret": ("Secret",),
    "service": (
        "Service",
        "ServiceWeights",
    ),
    "task": (
        "Action",
        "DispatchPayloadConfig",
        "Task",
        "TaskCSIPluginConfig",
        "TaskLifecycle",
        "TaskSchedule",
        "TaskScheduleCron",
    ),
    "template": (
        "ChangeScript",
        "Template",
        "WaitConfig",
    ),
    "update": (
        "MigrateStrategy",
        "UpdateStrategy",
    ),
    "vault": ("Vault",),
    "volume": (
        "CSIMountOptions",
        "VolumeMount",
        "VolumeRequest",
    ),
}

_HOME = {name: home for home, names in _HOMES.items() for name in names} | {"Periodic": "periodic"}
_REAL_NAMES = {"Periodic": "PeriodicConfig"}

__all__ = ["JobLike", "complete", "to_api", "tree_of", *_HOME]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'jobspec.model' has no attribute {name!r}")
    value = getattr(import_module(f"jobspec.model.{_HOME[name]}"), _REAL_NAMES.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
