"""PricedQuote → HTML → PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cpq.documents.press import Press, PressError, shared_press
    from cpq.documents.render import Rendered, View, render_html, render_pdf

__all__ = ["Press", "PressError", "Rendered", "View", "render_html", "render_pdf", "shared_press"]


def __getattr__(name: str) -> object:
    """The renderer's process imports this package too and needs none of it: names are looked up when they are used."""
    from importlib import import_module

    if name not in __all__:
        raise AttributeError(name)
    home = "press" if name in {"Press", "PressError", "shared_press"} else "render"
    return getattr(import_module(f"cpq.documents.{home}"), name)
