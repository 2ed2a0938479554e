"""The catalogue of hosts: the kinds of documents that a snippet can be for. A new one is a new module here."""

from __future__ import annotations

from optviz.api.hosts.base import Figure, File, Files, Host
from optviz.registry import Registry

__all__ = ["HOSTS", "Figure", "File", "Files", "Host"]

HOSTS: Registry[type[Host]] = Registry("optviz.api.hosts", Host, "host")
