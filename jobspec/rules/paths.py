"""Paths inside an allocation's directory: whether one leads out of it, or into another."""

from __future__ import annotations

from posixpath import normpath


def escapes(prefix: str, path: str) -> bool:
    """Whether a path below a prefix of the allocation's directory leads out of the allocation.

    An absolute path is taken as relative, as the client takes it.

    >>> escapes("task", "../secrets/a"), escapes("task", "../../a"), escapes("task", "/etc")
    (False, True, False)
    """
    relative = normpath("/alloc-dir/alloc-id/" + prefix + "/" + path)
    inside = relative == "/alloc-dir/alloc-id" or relative.startswith("/alloc-dir/alloc-id/")
    # A member of the allocation whose name begins with two dots counts as outside, too: so the reference looks at it.
    return not inside or relative.startswith("/alloc-dir/alloc-id/..")


def below(parent: str, child: str) -> bool:
    """Whether a path is another one, or lies below it.

    >>> below("/csi", "/csi/stage"), below("/csi", "/csis")
    (True, False)
    """
    outer, inner = normpath(parent), normpath(child)
    return inner == outer or inner.startswith(outer.rstrip("/") + "/")
