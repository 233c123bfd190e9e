"""Write the generated pages and the schemas of the client; `--outputs` runs the tutorial and the how-to pages, too."""

from __future__ import annotations

import sys

from docs.generator.client_schemas import MODULE, client_schemas
from docs.generator.pages import DOCS, generated_pages
from docs.generator.running import refresh, runnable_pages


def main(arguments: list[str]) -> None:
    for path, content in generated_pages().items():
        (DOCS / path).write_text(content, "utf-8")
        sys.stdout.write(f"wrote docs/{path}\n")
    MODULE.write_text(client_schemas(), "utf-8")
    sys.stdout.write(f"wrote {MODULE.relative_to(DOCS.parent)}\n")
    if "--outputs" not in arguments:
        return
    for page in runnable_pages():
        if any(word in str(page) for word in arguments[1:]) or len(arguments) == 1:
            refresh(page)
            sys.stdout.write(f"ran {page.relative_to(DOCS.parent)}\n")


main(sys.argv[1:])
