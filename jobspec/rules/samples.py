"""What stands around a rule's samples: a fragment and its place make a whole jobspec.

Read by the tests and the pages only.
"""

from __future__ import annotations

import json
from typing import Any

_TASK = 'task "server" {\ndriver = "docker"\n%s\n}'
_JOB = 'job "web" {\n%s\n}'
_GROUP = _JOB % 'group "web" {\n%s\n}'
_IN_GROUP = _GROUP % ("%s\n" + _TASK % "")
_IN_TASK = _GROUP % (_TASK % "%s")
_HTTP = 'network {\nport "http" {}\n}\n'
_BRIDGE = 'network {\nmode = "bridge"\nport "http" {}\n}\n'


def _block(around: str, name: str) -> str:
    return around % (name + " {\n%s\n}")


def _mesh(service: str, network: str = _BRIDGE) -> str:
    return _GROUP % (network + "service {\n" + service + "\n}\n" + _TASK % "")


_PLACES = {
    "job": _JOB % ('%s\ngroup "web" {\n' + _TASK % "" + "\n}"),
    "group": _IN_GROUP,
    "task": _IN_TASK,
    "constraint": _block(_IN_GROUP, "constraint"),
    "affinity": _block(_IN_GROUP, "affinity"),
    "spread": _block(_IN_GROUP, "spread"),
    "disconnect": _block(_IN_GROUP, "disconnect"),
    "restart": _block(_IN_GROUP, "restart"),
    "reschedule": _block(_IN_GROUP, "reschedule"),
    "disk": _block(_IN_GROUP, "ephemeral_disk"),
    "update": _block(_IN_GROUP, "update"),
    "migrate": _block(_IN_GROUP, "migrate"),
    "scaling": _block(_IN_GROUP, "scaling"),
    "resources": _block(_IN_TASK, "resources"),
    "artifact": _block(_IN_TASK, "artifact"),
    "template": _block(_IN_TASK, "template"),
    "csi": _block(_IN_TASK, "csi_plugin"),
    "vault": _block(_IN_TASK, "vault"),
    "identity": _block(_IN_TASK, "identity"),
    "secret": _block(_IN_TASK, 'secret "a"'),
    "service": _block(_IN_GROUP, "service"),
    "bare_service": _block(_IN_GROUP, "service"),
    "mesh_service": _mesh("%s"),
    "check": _GROUP % (_HTTP + 'service {\nname = "web"\nport = "http"\ncheck {\n%s\n}\n}\n' + _TASK % ""),
    "bare_check": _GROUP % (_HTTP + 'service {\nname = "web"\ncheck {\n%s\n}\n}\n' + _TASK % ""),
    "connect": _mesh('name = "api"\nport = "9000"\nconnect {\n%s\n}'),
    "gateway": _mesh('name = "gw"\nconnect {\n%s\n}'),
    "host_gateway": _mesh('name = "gw"\nconnect {\n%s\n}', 'network {\nmode = "host"\n}\n'),
    "mesh_connect": _mesh('name = "gw"\nport = "http"\nconnect {\n%s\n}'),
}
_MINIMAL: dict[str, Any] = {
    "ID": "web",
    "TaskGroups": [{"Name": "web", "Tasks": [{"Name": "server", "Driver": "docker"}]}],
}


def whole(sample: str, place: str) -> str:
    """A sample as a whole jobspec: HCL, or job JSON for what only that can say.

    >>> whole("count = 3", "group").split()[6:9]
    ['count', '=', '3']
    """
    if place == "json":
        return json.dumps(_merged(_MINIMAL, json.loads(sample)))
    return indented(sample if sample.startswith('job "') else _PLACES[place] % sample)


def _merged(base: Any, patch: Any) -> Any:
    if isinstance(base, dict) and isinstance(patch, dict):
        return {**base, **{key: _merged(base.get(key), value) for key, value in patch.items()}}
    if isinstance(base, list) and isinstance(patch, list):
        rest = base[len(patch) :] + [None] * (len(patch) - len(base))
        return [_merged(one, other) for one, other in zip(base + [None] * len(patch), patch)] + rest[
            : max(0, len(base) - len(patch))
        ]
    return patch


def indented(text: str) -> str:
    """A jobspec with its lines set in by their depth."""
    lines: list[str] = []
    depth = 0
    for line in filter(None, map(str.strip, text.split("\n"))):
        depth -= line.startswith("}")
        lines.append("  " * depth + line)
        depth += line.count("{") - line.count("}") + line.startswith("}")
    return "\n".join(lines) + "\n"
