"""Telephone numbers in one form (E.164), and where they are at home (归属地).

Two sources know Chinese mobile ranges: the range table of `phone` has more of them, `phonenumbers` has fixed lines, other countries and English
names. The answer says which source it is from and how far to trust it: numbers can be taken along to another network and city.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType

from cpq.cleaning.characters import plain_dashes, tidy
from cpq.cleaning.ranges import home_of_range
from cpq.cleaning.unclean import Unclean
from cpq.rulebook.text import Text

Kind = Literal["mobile", "fixed", "service", "other"]
_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed",
    PhoneNumberType.TOLL_FREE: "service",
    PhoneNumberType.SHARED_COST: "service",
    PhoneNumberType.UAN: "service",
}
_EXTENSION = re.compile(
    r"(?:\s*\(?(?:转|轉|分机|分機|内线|內線|extension|ext\.?|x|#|\*|,)\s*号?\s*[:.]?\s*|(?<=\d{7})-)(\d{1,6})\)?\s*$",
    re.IGNORECASE,
)
"""After a word for it, or as Chinese cards have it: 010-88888888-802."""
_LABEL = re.compile(r"^[^\d+(]+(?=[\d+(])")
_NOTE = re.compile(r"\s*\([^()\d]*\)$|(?<=\d{11})\.0$|^'")
"""What stands after a number and is none of it: （微信同号）, the .0 of a spreadsheet."""
_SEVERAL = re.compile(r"[/;、|]| or | 或")
_GREATER_CHINA = re.compile(r"^\(?(852|853|886)\)?[ -]?(?=\d)")
_ZERO_CHINA = re.compile(r"^086[ -]?(?=1\d{10}$)")
_CHINA = 86
_MOBILE_DIGITS = 11
_LOOK_LIKE_DIGITS = str.maketrans("OoIl", "0011")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a number was given out; `confidence` is high for fixed lines, medium where a table says so of a mobile range."""

    place: Text
    source: Literal["phone", "phonenumbers"]
    confidence: Literal["high", "medium"]

    @classmethod
    def kept(cls, written: Mapping[str, Any]) -> Home:
        """One that was kept as JSON."""
        return cls(Text(**written["place"]), written["source"], written["confidence"])


@dataclass(frozen=True, slots=True)
class PhoneNumberFound:
    """A number as it is dialled from anywhere. `extension` is dialled afterwards."""

    e164: str
    country: str | None
    """ISO 3166 code, such as CN."""
    kind: Kind
    extension: str | None
    home: Home | None


def phone_number(typed: str, country: str = "CN") -> PhoneNumberFound:
    """The number; without a country code it is one of `country`, or of Hong Kong, Macau or Taiwan where it begins with theirs.

    Raises `Unclean` where nobody can be called by it, or where there are several.
    """
    text = _NOTE.sub("", plain_dashes(tidy(typed)))
    match = _EXTENSION.search(text)
    main, extension = (text[: match.start()], match[1]) if match else (text, None)
    number = _parsed(main, country) or _parsed(_with_plus(main), country)
    if number is None or number.extension:
        raise _several(typed) if _SEVERAL.search(text) else _none(typed, country)
    kind = _KINDS.get(phonenumbers.number_type(number), "other")
    return PhoneNumberFound(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        phonenumbers.region_code_for_number(number),
        kind,
        extension,
        _home(number, kind),
    )


def _parsed(text: str, country: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _with_plus(text: str) -> str:
    """The number with + before 852, 853 or 886, and 86 for 086, as they are often written without."""
    bare = _LABEL.sub("", text)
    return _ZERO_CHINA.sub("+86", _GREATER_CHINA.sub(r"+\1", bare))


def _several(typed: str) -> Unclean:
    return Unclean(
        "phone-several",
        f"“{typed[:40]}”里有几个号码，请各填一处",
        f"“{typed[:40]}” has several numbers: write each by itself",
    )


def _none(typed: str, country: str) -> Unclean:
    shown = typed[:40]
    plain = tidy(typed).translate(_LOOK_LIKE_DIGITS)
    if plain != tidy(typed) and _parsed(plain, country) is not None:
        return Unclean("phone", f"“{shown}”中有字母；是否为 {plain}？", f"“{shown}” has letters; is it {plain}?")
    return Unclean(
        "phone",
        f"“{shown}”不是有效的电话号码；固定电话须带区号，境外号码须以 + 和国家代码开头",
        f"“{shown}” is no telephone number; a fixed line needs its area code, a number abroad begins with + and its country code",
    )


def read_places() -> None:
    """Reads the tables of where numbers are given out, which takes seconds once a process; whoever is first to ask waits otherwise."""
    _home(PhoneNumber(country_code=_CHINA, national_number=13800138000), "mobile")


def _home(number: PhoneNumber, kind: Kind) -> Home | None:
    if kind == "service":
        return None
    from phonenumbers import geocoder  # noqa: PLC0415 - names of all the world's places load slowly

    zh, en = (geocoder.description_for_number(number, language) for language in ("zh", "en"))
    finer = bool(en) and en != geocoder.country_name_for_number(number, "en")
    if (found := _range_of(number)) is not None:
        province, city = found
        name = province if province == city else province + city
        return Home(Text(name, en if finer and city in zh else name), "phone", "medium")
    if not finer:
        return None
    return Home(
        Text(zh if number.country_code == _CHINA else en, en), "phonenumbers", "medium" if kind == "mobile" else "high"
    )


def _range_of(number: PhoneNumber) -> tuple[str, str] | None:
    """Province and city of a Chinese mobile number, in Chinese."""
    digits = str(number.national_number)
    if number.country_code != _CHINA or len(digits) != _MOBILE_DIGITS or not digits.startswith("1"):
        return None
    return home_of_range(int(digits[:7]))
