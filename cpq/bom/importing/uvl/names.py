"""What the names in a UVL constraint stand for."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cpq.bom.importing.uvl.tree import Feature, Reference, Value, Written
from cpq.rulebook.finding import did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text
from cpq.rulebook.wording import short


class Unsupported(Exception):
    """A part of a constraint that cannot be imported; `code` is that of the finding."""

    def __init__(self, code: str, place: Place, text: Text) -> None:
        super().__init__(text.en)
        self.place = place
        self.text = text
        self.code = code


class Names:
    """The features of a file by their names, and their attributes."""

    def __init__(self, written: Written) -> None:
        self._namespace = written.name
        self.features = {each.name: each for each in written.root.everything()}
        self._attributes = {name for each in self.features.values() for name in each.attributes}

    def feature(self, reference: Reference) -> Feature | None:
        """The feature of that name, with or without the namespace; None where it is something else."""
        name = reference.name
        if name not in self.features and self._namespace is not None:
            name = name.removeprefix(f"{self._namespace}.")
        return self.features.get(name)

    def attribute(self, reference: Reference) -> tuple[Feature, Value]:
        """A feature and the value of its attribute. Raises `Unsupported`."""
        for cut in range(len(reference.parts) - 1, 0, -1):
            owner = self.feature(Reference(reference.parts[:cut], reference.place))
            name = ".".join(reference.parts[cut:])
            if owner is not None and name in owner.attributes:
                return owner, owner.attributes[name]
        raise self.unknown(reference)

    def unknown(self, reference: Reference) -> Unsupported:
        name = reference.name
        near = did_you_mean(name, {*self.features, *self._attributes})
        text = Text(
            zh=f"没有特征或数值属性“{short(name)}”{near.zh}",
            en=f'there is no feature and no numeric attribute "{short(name)}"{near.en}',
        )
        return Unsupported("uvl-reference", reference.place, text)

    def summed(self, references: tuple[Reference, ...]) -> Iterator[tuple[Feature, Fraction]]:
        """What `sum(price)` adds up, or `sum(price, Feature)` below that feature. Raises `Unsupported`."""
        top = next((each for each in map(self.feature, references) if each is not None), None)
        names = [each.name for each in references if self.feature(each) is None] or [references[0].name]
        below = top.everything() if top is not None and len(references) == 2 else self.features.values()
        if len(names) != 1 or names[0] not in self._attributes or (len(references) == 2 and top is None):
            raise self.unknown(references[-1 if len(names) > 1 else 0])
        for feature in below:
            value = feature.attributes.get(names[0])
            if isinstance(value, Fraction):
                yield feature, value
            elif value is not None:
                text = Text(
                    zh=f"“{short(feature.name)}”的属性“{short(names[0])}”不是数值，不能求和",
                    en=f'the attribute "{short(names[0])}" of "{short(feature.name)}" is no number and cannot be added up',
                )
                raise Unsupported("uvl-type", references[0].place, text)
