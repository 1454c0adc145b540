"""What sticks out of what it stands in: each child's box against its parent's, as `boxes.js` measures it.

A page can fit the screen while a panel on it sticks out of its column, or a word out of its panel. So every element is
measured, at both widths, as the portal comes and in its largest text, with every `<details>` open, and once more with
the longest word of a German administration in each text that people write.
"""

from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
WIDTHS = (1280, 320)
LONG_WORD = "Rechtsschutzversicherungsgesellschaften"
TEXT_SIZE = "size => { const old = document.documentElement.dataset.textSize; \
document.documentElement.dataset.textSize = size; return old || 'normal'; }"
MEASURED = (("normal", ""), ("larger", ""), ("normal", LONG_WORD))
"""Text size, and what is written into every text besides. The largest text with the longest word is nobody's page."""


def sticking_out(page: Any, width: int) -> list[str]:
    """What sticks out of what on this page at this width, one sentence each; the page is left as it was found."""
    page.set_viewport_size({"width": width, "height": 900 if width > 640 else 720})
    findings: dict[str, None] = {}
    for size, words in MEASURED:
        before = page.evaluate(TEXT_SIZE, size)
        look = f"{width} px{', largest text' if size != 'normal' else ''}{', long words' if words else ''}"
        findings |= {f"{look}: {each}": None for each in page.evaluate(SCRIPT, words)}
        page.evaluate(TEXT_SIZE, before)
    return list(findings)
