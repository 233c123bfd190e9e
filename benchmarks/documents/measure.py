"""Quote documents beside bare WeasyPrint on the same HTML: `python benchmarks/documents/measure.py [--most N] [--memory]`."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME))

from weasyprint import HTML  # noqa: E402

from cpq.bom.products import Sku  # noqa: E402
from cpq.bom.products.product import Product  # noqa: E402
from cpq.bom.request import LineRequest, QuoteRequest  # noqa: E402
from cpq.documents import render_html, render_pdf  # noqa: E402
from cpq.kinds import load_rulebook  # noqa: E402
from cpq.priced_quote import PricedQuote  # noqa: E402
from cpq.quote import price_quote  # noqa: E402
from cpq.rulebook.finding import Refused  # noqa: E402

TEMPLATES = HOME / "quotes" / "templates"
SIZES = (5, 20, 300, 3_000)
TARGETS = {20: 0.75, 300: 0.85, 3_000: 0.75}


def quote_of(lines: int) -> PricedQuote:
    """So many lines of plain products that can be bought, over and over."""
    rulebook = load_rulebook(HOME / "rules").rulebook
    assert rulebook is not None
    codes: list[str] = []
    for product in rulebook.all(Product).values():
        if isinstance(product, Sku) and _sold(rulebook, product.id):
            codes.append(product.id)
        if len(codes) == 40:
            break
    return price_quote(rulebook, _request([codes[number % len(codes)] for number in range(lines)]))


def _request(codes: list[str]) -> QuoteRequest:
    lines = tuple(LineRequest(product=code, quantity=Decimal(1 + place % 7)) for place, code in enumerate(codes))
    return QuoteRequest(
        id="B", date=date(2026, 11, 23), currency="CNY", channel="direct", customer="C1001", lines=lines
    )


def _sold(rulebook, code: str) -> bool:
    try:
        price_quote(rulebook, _request([code]))
    except Refused:
        return False
    return True


def bare(html: str) -> None:
    HTML(string=html, base_url=TEMPLATES.as_uri() + "/").write_pdf(pdf_tags=True, pdf_variant="pdf/ua-1")


def timed(work, times: int) -> list[float]:
    spent = []
    for _ in range(times):
        start = perf_counter()
        work()
        spent.append(perf_counter() - start)
    return sorted(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=300, help="lines of the largest quote; 3,000 takes minutes")
    most = parser.parse_args().most
    print("| lines | pages | ours, median s | p95 | bare WeasyPrint, median s | ratio |")
    print("|---:|---:|---:|---:|---:|---|")
    for size in (size for size in SIZES if size <= most):
        quote = quote_of(size)
        html = render_html(quote, TEMPLATES, "zh")
        pages = render_pdf(quote, TEMPLATES, "zh").pages  # and so the renderer is warm
        times = 20 if size <= 20 else 5 if size <= 300 else 1
        bare(html)
        ours = timed(lambda quote=quote: render_pdf(quote, TEMPLATES, "zh"), times)
        theirs = timed(lambda html=html: bare(html), times)
        ratio = median(ours) / median(theirs)
        aim = f" (≤ {TARGETS[size]})" if size in TARGETS else ""
        print(
            f"| {size:,} | {pages} | {median(ours):.3f} | {ours[int(len(ours) * 0.95) - 1]:.3f} | {median(theirs):.3f} | {ratio:.2f}{aim} |"
        )


if __name__ == "__main__":
    main()
