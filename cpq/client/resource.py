"""What the methods of one part of the service share."""

from __future__ import annotations

from cpq.client.calling import Calling


class Resource:
    """A part of the service; every method is one operation of the OpenAPI document."""

    def __init__(self, calling: Calling) -> None:
        self._calling = calling
