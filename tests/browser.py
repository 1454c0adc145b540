"""A Chromium for the journeys: `python -m tests.browser` finds one, or gets one, or says loudly that there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def executable() -> str | None:
    """The path of a Chromium on this machine, or None, in which case the journeys are skipped."""
    on_path = next((found for name in NAMES if (found := shutil.which(name))), None)
    return on_path or _downloaded()


def _downloaded() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> None:
    if executable():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's Chromium ...", flush=True)
        _try("apt-get", "update", "--quiet")
        _try("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium")
    if not executable():
        print("Downloading Playwright's Chromium ...", flush=True)
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    if not executable():
        print(
            "\n*** NO CHROMIUM: every browser journey in tests/journeys/ will be SKIPPED. ***\n", flush=True
        )


def _try(*command: str) -> None:
    """Run quietly; whether it helped shows in whether there is a Chromium afterwards."""
    surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(
        command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600
    )


if __name__ == "__main__":
    main()
