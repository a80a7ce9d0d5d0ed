"""Take the pictures of the README from the real page: ``make pictures``.

Not a test: pictures are for eyes, and looks may change on purpose.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from geo.atlas import open_atlas
from geo.page import draw, html

PICTURES = Path(__file__).parents[1] / "geo" / "web" / "pictures"
SHOTS = {
    "far-east": ("en", "far-east", (1280, 800), "#flow=munitions-rajin-dunai"),
    "eurasia": ("en", "default", (1280, 800), ""),
    "phone-fr": ("fr", "far-east", (390, 760), "#flow=munitions-rajin-dunai"),
    "window": ("en", "default", (1280, 800), "#from=2023-08&to=2024-03&mode=sea"),
}
PRINTED = ("print", "en", "far-east", "#flow=munitions-rajin-dunai")


def main() -> int:
    """Write every picture; give the exit code."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    atlas = open_atlas()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=browser_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for name, (lang, view, (width, height), state) in SHOTS.items():
            path = Path(folder) / f"{name}.html"
            path.write_text(html(draw(atlas, lang=lang, view=view)), encoding="utf-8")
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{path.as_uri()}{state}")
            page.wait_for_timeout(2500)
            page.screenshot(path=str(PICTURES / f"{name}.png"))
            page.close()
        name, lang, view, state = PRINTED
        path = Path(folder) / f"{name}.html"
        path.write_text(html(draw(atlas, lang=lang, view=view)), encoding="utf-8")
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{path.as_uri()}{state}")
        page.wait_for_timeout(2500)
        sheet = Path(folder) / "sheet.pdf"
        page.pdf(path=str(sheet), prefer_css_page_size=True, print_background=True)
        browser.close()
        # poppler-utils; the first sheet holds the map
        subprocess.run(
            ["pdftoppm", "-png", "-r", "80", "-f", "1", "-l", "1", "-singlefile",
             str(sheet), str(PICTURES / name)],
            check=True,
        )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
