"""A client of the service over HTTP: typed, and of nothing but httpx; it knows the service by its OpenAPI document alone.

Start reading at `Client`.
"""

from cpq.client.calling import Tagged
from cpq.client.client import Client
from cpq.client.patience import Patience
from cpq.client.problem import JobFailed, ProblemRaised

__all__ = ["Client", "JobFailed", "Patience", "ProblemRaised", "Tagged"]
