"""The Nu HTML checker for `make tour`: `python -m tests.html_checker` gets it, or says what is missing.

It reads whole pages as browsers do and holds them against the living standard (https://html.spec.whatwg.org/). Its
package for npm is the one that follows that standard from week to week.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from portal.settings import environment

VERSION = "26.9.27"
ACCEPTED = {
    r"Attribute “(hx|x)-[\w:.-]+” not allowed": "What htmx and Alpine read: made for them, and nothing to browsers.",
    r"The “role” attribute must not be used on a “t[dhr]” element": "On narrow screens rows are cards, whose cells "
    "are cells no longer to some readers unless each says so.",
}
"""What the standard has no word for, on every page, with the reason."""
ACCEPTED_OF_THE_THEME = {
    r"Bad value “100%” for attribute “colspan”|Table column \d+ established by": "Its lines in tables.",
    r"Element “option” without attribute “label”|first “option” element|must have a descendant “option”": "Its and "
    "Django's lists, whose choices are fetched while one types.",
    r"Attribute “(maxlength|required)” is only allowed when": "Django's field beside a widget for colours.",
    r"Element “div” not allowed as child of element “h3”": "Its heads of lines one below the other.",
    r"Bad value “” for attribute “for”|“for” attribute of the “label”": "Its chooser of actions in lists not ours.",
}
"""What pages of the administration have from others."""


def jar() -> Path | None:
    """The checker, where it was got and can be run."""
    found = _folder() / "node_modules/vnu-jar/build/dist/vnu.jar"
    return found if found.exists() and shutil.which("java") else None


def errors_in(pages: dict[str, Path]) -> Iterator[str]:
    """A sentence for each error of each page, by the address it is found at."""
    checker = jar()
    assert checker is not None
    names = {path.name: address for address, path in pages.items()}
    command = ["java", "-jar", str(checker), "--errors-only", "--format", "json", *map(str, pages.values())]
    said = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False).stderr
    for each in json.loads(said)["messages"]:
        address = names.get(Path(each.get("url", "")).name, "?")
        if not _is_accepted(each["message"], address):
            extract = " ".join(each.get("extract", "").split())
            yield f"{address}: {each['message']} – {extract[:120]}"


def _is_accepted(message: str, address: str) -> bool:
    accepted = [*ACCEPTED, *(ACCEPTED_OF_THE_THEME if address.startswith("/admin/") else ())]
    return any(re.search(each, message) for each in accepted)


def _folder() -> Path:
    return environment.ROOT / "var/tools"


def main() -> None:
    if jar():
        return
    if not shutil.which("java") or not shutil.which("npm"):
        print("\n*** NO JAVA OR NO NPM: no page is held against the HTML standard. ***\n", flush=True)
        return
    _folder().mkdir(parents=True, exist_ok=True)
    install = ["npm", "install", "--prefix", str(_folder()), "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run([*install, f"vnu-jar@{VERSION}"], stdout=subprocess.DEVNULL, timeout=600, check=True)


if __name__ == "__main__":
    main()
