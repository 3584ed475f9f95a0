"""The strings that programs on the other side match, and nothing else: kept to the letter, said once.

Statuses, desired statuses and their descriptions, metric keys, annotations, task event texts, the fixed error bodies.
"""

from __future__ import annotations
