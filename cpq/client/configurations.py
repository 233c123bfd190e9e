"""Configurable products, step by step."""

from __future__ import annotations

from cpq.client.resource import Resource
from cpq.client.schemas import (
    ChoiceRequestGiven,
    ChoiceStep,
    Completion,
    CompletionRequestGiven,
    ConfigurationRequestGiven,
    ConfigurationState,
    RepairRequestGiven,
    Repairs,
    WhyNot,
)


class Configurations(Resource):
    def state(self, product: str, given: ConfigurationRequestGiven) -> ConfigurationState:
        """What can be chosen still."""
        return self._calling.json("POST", "/v1/configurations/{}", product, body=given)

    def choose(self, product: str, given: ChoiceRequestGiven) -> ChoiceStep:
        return self._calling.json("POST", "/v1/configurations/{}/choose", product, body=given)

    def explain(self, product: str, given: ChoiceRequestGiven) -> WhyNot:
        """Why a choice cannot be had."""
        return self._calling.json("POST", "/v1/configurations/{}/explain", product, body=given)

    def repairs(self, product: str, given: RepairRequestGiven) -> Repairs:
        """How it could be had."""
        return self._calling.json("POST", "/v1/configurations/{}/repairs", product, body=given)

    def complete(self, product: str, given: CompletionRequestGiven) -> Completion:
        return self._calling.json("POST", "/v1/configurations/{}/complete", product, body=given)
