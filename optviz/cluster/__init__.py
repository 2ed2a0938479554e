"""A function that the workers of a Dask cluster call, or processes of this machine that do as such workers do.

Only plain data goes over the wire: texts, the bytes of files, and messages; functions go by their names. So nothing of
a person's is pickled, and a worker runs only code that is installed there. What is installed there is compared with
what is wanted before anything is sent, and again by each worker that comes later.
"""

from __future__ import annotations

from optviz.cluster.client import Answer, Cluster, Failure, connect
from optviz.cluster.worker import Parcel

__all__ = ["Answer", "Cluster", "Failure", "Parcel", "connect"]
