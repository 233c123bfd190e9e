"""Products."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from cpq.client.resource import Resource
from cpq.client.schemas import FoundProduct, GetProductsOneQuery, GetProductsQuery, ProductDetails


class Products(Resource):
    def find(self, **query: Unpack[GetProductsQuery]) -> Iterator[FoundProduct]:
        return self._calling.pages("/v1/products", query, items="products")

    def get(self, id: str, **query: Unpack[GetProductsOneQuery]) -> ProductDetails:
        return self._calling.json("GET", "/v1/products/{}", id, query=query)
