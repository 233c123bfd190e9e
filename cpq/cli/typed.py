"""What a rep types, read: `cpu CPU-1 2`, `servers 3`, `servers.0.cpu CPU-1`, `servers.* cpu CPU-1`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cpq.bom.configuration import Choice
from cpq.bom.configuration.state import Path
from cpq.bom.products.configurable import Nested
from cpq.configuring.part_choices import parts_in
from cpq.configuring.session import Session
from cpq.rulebook.finding import Finding, Refused, did_you_mean
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text

EVERY_PART = "*"


def addressed(session: Session, word: str) -> list[tuple[Path, str]]:
    """The parts that a word leads to, from where the rep stands, and what is left of it: `servers.0.cpu` or `servers.*`.

    Raises `Refused` where there is no such part.
    """
    return list(_led(session, (), word.split(".")))


def _led(session: Session, path: Path, steps: Sequence[str]) -> Iterator[tuple[Path, str]]:
    inside = session.inside(path)
    if len(steps) < 2 or steps[0] not in inside.here.nested:
        yield path, ".".join(steps)
        return
    place, number, *further = steps
    standing = len(parts_in(inside.own, place))
    every = range(standing) if number == EVERY_PART else [int(number[:6])] if number.isdecimal() else []
    if not every or every[-1] >= standing:
        raise Refused([_no_part(place, number, standing)])
    for each in every:
        yield from _led(session, (*path, place, each), further)


def chosen(session: Session, words: Sequence[str]) -> Session:
    """The session after what was typed, as one step. Raises `Refused` for a name or number that does not exist."""
    if not words:
        raise Refused([_slip("")])
    made = session
    for path, name in addressed(session, words[0]):
        made = replace(_chosen(made.inside(path), [*([name] if name else []), *words[1:]]), at=session.at)
    changed = session.stepped(made)
    _ = changed.selection  # refused here, so that a slip does not become part of the session
    return changed


def _chosen(session: Session, words: Sequence[str]) -> Session:
    """`GROUP OPTION [QUANTITY]`, `INPUT VALUE`, `PLACE [PRODUCT] NUMBER`; a number alone is that of the part."""
    if len(words) == 1 and session.at and _is_number(words[0]):
        return session.times(int(words[0]))
    name, option, quantity = (*words, None, None)[:3]
    if name is not None and name in session.here.nested:
        return _filled(session, name, words[1:])
    if name is None or len(words) > 3:
        raise Refused([_slip(" ".join(words))])
    if name not in (*session.here.groups, *session.here.inputs):
        raise Refused([unknown(session, name)])
    if quantity is not None and not _is_number(quantity):
        _refuse_quantity(session, words)
    return session.chosen(name, option, int(quantity) if quantity else None)


def _refuse_quantity(session: Session, words: Sequence[str]) -> None:
    """That what stands in the place of a quantity is none; it is left to others to say that there is no such option. Raises `Refused`."""
    name, code, word = words
    group = session.here.groups.get(name)
    if group is None:
        raise Refused([_slip(" ".join(words))])
    option = group.options.get(code)
    if option is not None:
        zh, en = (f"，步长 {option.step}", f" in steps of {option.step}") if option.step > 1 else ("", "")
        text = Text(
            zh=f"“{code}”的数量须为 {option.min} 至 {option.max}{zh}，不能是 {word}",
            en=f'the quantity of "{code}" is {option.min} to {option.max}{en}, not {word}',
        )
        raise Refused([Finding("option-quantity", Place(".".join(map(str, (*session.at, name, code)))), text)])
    _ = session.chosen(name, code, None).selection


def _filled(session: Session, place: str, words: Sequence[str]) -> Session:
    nested = session.here.nested[place]
    numbers, products = ([word for word in words if _is_number(word) is wanted] for wanted in (True, False))
    if len(numbers) != 1 or len(products) > 1 or int(numbers[0]) > nested.max:
        text = Text(
            zh=f"请写件数（0 至 {nested.max}）：{place} [产品] 件数；在一件里选：{place}.0.组名 选项",
            en=f"say how many, 0 to {nested.max}: {place} [PRODUCT] NUMBER; to choose in one: {place}.0.GROUP OPTION",
        )
        raise Refused([Finding("number-of-parts", Place(place), text)])
    if products and products[0] not in nested.products:
        raise Refused([_misfit(nested, place, products[0])])
    return session.filled(place, products[0] if products else None, int(numbers[0]))


def _misfit(nested: Nested, place: str, product: str) -> Finding:
    """That a product does not fit in a nested place."""
    near = did_you_mean(product, nested.products)
    listed = ", ".join(nested.products[:8])
    text = Text(
        zh=f"“{nested.name.zh}”里不能放“{product}”{near.zh or f'；可放：{listed}'}",
        en=f'"{product}" does not fit in "{nested.name.en}"{near.en or f"; what fits: {listed}"}',
    )
    return Finding("unknown-part", Place(place), text)


def dropped(session: Session, word: str, option: str | None) -> Session:
    """The session without a choice, an option of it, or a part."""
    made = session
    for path, name in reversed(addressed(session, word)):
        inside = made.inside(path)
        if name and name not in (*inside.here.groups, *inside.here.inputs, *inside.here.nested):
            raise Refused([unknown(inside, name)])
        made = replace(inside.dropped(name, option) if name else inside.times(0), at=session.at)
    return session.stepped(made)


def looked_at(session: Session, word: str) -> Iterator[tuple[Session, str | None]]:
    """The session in each part that is to be shown, with the group or input where it is only that; a place is all its parts.

    Raises `Refused`.
    """
    for path, name in addressed(session, word):
        inside = session.inside(path)
        if name in inside.here.nested:
            parts = parts_in(inside.own, name)
            if not parts:
                raise Refused([_no_part(name, EVERY_PART, 0)])
            yield from ((inside.inside((name, number)), None) for number in range(len(parts)))
            continue
        if name and name not in (*inside.here.groups, *inside.here.inputs):
            raise Refused([unknown(inside, name)])
        yield inside, name or None


def asked(session: Session, words: Sequence[str]) -> Choice:
    """`GROUP OPTION [QUANTITY]`, `INPUT VALUE` or `PLACE [PRODUCT] NUMBER`, here or in a part, as what is asked about. Raises `Refused`."""
    if not words:
        raise Refused([_slip("why")])
    typed = " ".join(words)
    (path, name), *others = addressed(session, words[0])
    words = [*([name] if name else []), *words[1:]]
    inside = session.inside(path)
    if not others and name in inside.here.nested:
        return _number_asked(inside, name, words[1:], typed)
    if others or len(words) < 2:
        raise Refused([_slip(typed, of_part=bool(others or (path and not name)))])
    selection = _chosen(Session(session.rulebook, inside.here), words).selection
    for group, options in selection.options.items():
        for code, quantity in options.items():
            return Choice(group, code, quantity if len(words) > 2 else None, within=inside.at)
    for name, value in selection.inputs.items():
        return Choice(name, None, value=value, within=inside.at)
    raise Refused([_slip(typed)])


def _number_asked(session: Session, place: str, words: Sequence[str], typed: str) -> Choice:
    """`PLACE [PRODUCT] NUMBER`: so many parts."""
    *product, number = words or [""]
    if not _is_number(number) or len(product) > 1:
        raise Refused([_about_parts(session, place, typed)])
    if product and product[0] not in session.here.nested[place].products:
        raise Refused([_misfit(session.here.nested[place], place, product[0])])
    return Choice(place, product[0] if product else None, int(number), within=session.at)


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= 6


def unknown(session: Session, name: str) -> Finding:
    """That the product where the rep stands has no such group, input or nested place."""
    known = [*session.here.groups, *session.here.inputs, *session.here.nested]
    near = did_you_mean(name, known)
    listed = ", ".join(known)
    text = Text(
        zh=f"“{session.here.name.zh}”没有这个组{near.zh or f'；可选：{listed}'}",
        en=f'"{session.here.name.en}" has no such group{near.en or f"; there are: {listed}"}',
    )
    return Finding("unknown-group", Place(name), text)


def unknown_part(session: Session, word: str) -> Finding:
    """That a word leads to no single part."""
    places = ", ".join(f"{place}.0" for place in session.here.nested)
    also = Text(zh=f"；写一件，例如：{places}", en=f"; name one part: {places}") if places else Text("", "")
    text = Text(zh=f"进不了“{word}”{also.zh}", en=f'"{word}" is no part to step into{also.en}')
    return Finding("unknown-part", Place(word), text)


def _no_part(place: str, number: str, standing: int) -> Finding:
    if not standing:
        text = Text(
            zh=f"{place} 里还没有部件；先放入，例如：{place} 1", en=f"{place} is empty; put parts in: {place} 1"
        )
    else:
        last = f"{place}.{standing - 1}"
        text = Text(
            zh=f"没有这一件；有 {place}.0 至 {last}，全部写 {place}.*",
            en=f"there is no such part; there are {place}.0 to {last}, and {place}.* for all",
        )
    return Finding("unknown-part", Place(f"{place}.{number}"), text)


def _about_parts(session: Session, place: str, words: str) -> Finding:
    """How to ask about parts, where only their place was named."""
    nested = session.here.nested[place]
    text = Text(
        zh=f"“{nested.name.zh}”放 {nested.min} 至 {nested.max} 件；问件数：{place} [产品] 件数；问一件里的选择：{place}.0.组名 选项 [数量]",
        en=f'"{nested.name.en}" takes {nested.min} to {nested.max} parts; ask about their number: {place} [PRODUCT] NUMBER; '
        f"about a choice in one: {place}.0.GROUP OPTION [QUANTITY]",
    )
    return Finding("choice", Place(words), text)


def _slip(words: str, *, of_part: bool = False) -> Finding:
    text = Text(zh="写法：组名 选项 [数量]", en="write: GROUP OPTION [QUANTITY]")
    if of_part:
        part = words.split(" ", maxsplit=1)[0].replace(EVERY_PART, "0")
        text = Text(zh=f"写法：{part}.组名 选项 [数量]", en=f"write: {part}.GROUP OPTION [QUANTITY]")
    return Finding("choice", Place(words), text)
