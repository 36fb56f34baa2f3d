"""Let the machines of a Dask cluster visit sites; what they bring home is judged and stored elsewhere."""

from __future__ import annotations

from auditor.cluster.equipment import Equipment, own_version
from auditor.cluster.joining import Certificates, security
from auditor.cluster.machines import Machines

__all__ = ["Certificates", "Equipment", "Machines", "own_version", "security"]
