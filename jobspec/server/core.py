"""One server: its store, its clock, its settings, and whoever simulates the cluster."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, TypeVar

from jobspec.server.simulate.clock import Clock
from jobspec.server.store import Store

REGION = "global"
DEFAULT_NAMESPACE = "default"


T = TypeVar("T")


class Settings(NamedTuple):
    """What a server is told at its start."""

    acl: bool = False
    management_token: str = ""


class Background(Protocol):
    """What goes on beside the requests."""

    def close(self) -> None:
        """End it."""


class Server:
    """What endpoints work on."""

    def __init__(self, store: Store, clock: Clock, settings: Settings | None = None) -> None:
        self.store = store
        self.clock = clock
        self.settings = settings or Settings()
        self.background: Background | None = None
        self.room_made = False
        """Whether room became free on a node since evaluations that wait for it were looked at."""
        self._memories: dict[type, Any] = {}
        self._ensure_namespace()

    def memory(self, kind: type[T]) -> T:
        """The one object of a kind that goes with this server, holding what can be drawn from the store again."""
        if kind not in self._memories:
            self._memories[kind] = kind()
        found: T = self._memories[kind]
        return found

    def close(self) -> None:
        """Stop what runs beside the requests, and close the store."""
        if self.background:
            self.background.close()
        self.store.close()

    def _ensure_namespace(self) -> None:
        with self.store.lock:
            if self.store.get("namespaces", DEFAULT_NAMESPACE) is None:
                with self.store.write() as tx:
                    row = new_namespace(DEFAULT_NAMESPACE, "Default shared namespace")
                    tx.put(
                        "namespaces", (DEFAULT_NAMESPACE,), {**row, "CreateIndex": tx.index, "ModifyIndex": tx.index}
                    )


def new_namespace(name: str, description: str = "", **members: Any) -> dict[str, Any]:
    """A namespace as the API shows it."""
    return {
        "Capabilities": None,
        "ConsulConfiguration": None,
        "Description": description,
        "Meta": None,
        "Name": name,
        "NodePoolConfiguration": None,
        "OptionalExtraClaims": None,
        "Quota": "",
        "RequiredExtraClaims": None,
        "VaultConfiguration": None,
        **members,
    }
