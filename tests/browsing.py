"""A real Chromium for tests of the page, and what they all do with it.

The fixtures are known to every test (``tests/conftest.py``): ``browser``, ``axe`` (the
source of axe-core), and ``files``, the shipped atlas as a page in each language and in
the frame of a notebook.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from geo import page

WEB = Path(__file__).resolve().parents[1] / "geo" / "web"
DESKTOP, PHONE = (1280, 800), (360, 740)
LANGS = ("en", "fr")

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory) -> str:
    """The source of axe-core, from the locked development packages."""
    file = Path("node_modules/axe-core/axe.min.js")
    if (WEB / file).is_file():
        return (WEB / file).read_text("utf-8")
    if shutil.which("npm") is None and not os.environ.get("CI"):
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("axe")
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(WEB / name, folder / name)
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=300,
    )
    return (folder / file).read_text("utf-8")


@pytest.fixture(scope="session")
def files(atlas, tmp_path_factory) -> dict[str, Path]:
    """The shipped atlas as a page in each language, and inside a notebook's frame."""
    folder = tmp_path_factory.mktemp("pages")
    made = {}
    for lang in LANGS:
        drawn = page.draw(atlas, lang=lang)
        made[lang] = folder / f"{lang}.html"
        made[lang].write_text(page.html(drawn), encoding="utf-8")
    frame = page.draw(atlas)._repr_html_()
    frame = frame.replace(
        'sandbox="allow-scripts allow-popups allow-downloads"',
        'sandbox="allow-scripts"',
    )
    assert 'sandbox="allow-scripts"' in frame
    made["frame"] = folder / "frame.html"
    made["frame"].write_text(
        f'<!DOCTYPE html><html lang="en"><title>x</title><body>{frame}</body></html>',
        encoding="utf-8",
    )
    return made


@dataclass
class Opened:
    """A page in the browser, and everything that went wrong in it."""

    page: Page
    frame: Page | Frame
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def state(self) -> SimpleNamespace:
        return SimpleNamespace(**self.frame.evaluate("tumen.state()"))

    def settle(self) -> None:
        self.frame.evaluate(
            "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))"
        )

    def view(self, name: str) -> None:
        self.frame.click(f'[data-view="{name}"]')
        self.page.wait_for_timeout(500)  # Leaflet's zoom animation takes 250 ms

    def click_line(self, line: str) -> None:
        at = self.frame.evaluate("(id) => tumen.where('line', id)", line)
        assert at, f"{line} is not in sight"
        self.page.mouse.click(at["x"], at["y"])
        self.settle()

    def panel(self) -> str:
        return self.frame.inner_text("#tumen-panel")

    def clean(self, url: str) -> None:
        """Nothing was asked for, blocked or thrown."""
        assert self.requests == [url]
        assert self.troubles == []
        assert self.frame.evaluate("window.violations") == []


@contextmanager
def opened(
    browser: Browser,
    path: Path,
    size=DESKTOP,
    *,
    anchor: str = "",
    inside: bool = False,
    **context,
) -> Iterator[Opened]:
    phone = size[0] < 700
    session = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        has_touch=phone,
        is_mobile=phone,
        **context,
    )
    session.add_init_script(WATCH)
    tab = session.new_page()
    made = Opened(tab, tab)
    tab.on(
        "request", lambda request: made.requests.append(request.url.partition("#")[0])
    )
    tab.on(
        "console",
        lambda message: made.troubles.append(f"{message.type}: {message.text}"),
    )
    tab.on("pageerror", lambda error: made.troubles.append(str(error)))
    tab.on("dialog", lambda dialog: (made.troubles.append("dialog"), dialog.dismiss()))
    session.route(
        "**/*",
        lambda route: (
            route.continue_()
            if route.request.url.startswith("file:")
            else route.abort()
        ),
    )
    tab.goto(path.as_uri() + anchor)
    if inside:
        tab.wait_for_selector("iframe")
        made.frame = tab.frames[1]
        made.frame.wait_for_selector(".leaflet-container", state="attached")
    assert made.frame.evaluate("tumen.ready") is True
    made.settle()
    yield made
    session.close()


def violations(tab: Opened, axe: str) -> list[str]:
    """What axe-core finds wrong with the page as it is."""
    tab.frame.evaluate(axe)
    found = tab.frame.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
