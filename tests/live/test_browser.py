"""The pages in a real browser: click, follow, open, switch, submit; nothing on the console."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Server

pytestmark = pytest.mark.slow

selenium = pytest.importorskip("selenium", reason="selenium is not installed")

from selenium.webdriver import Chrome, ChromeOptions  # noqa: E402  # after the check above
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--no-first-run", "--window-size=1280,1000", "--lang=de",
)  # fmt: skip
WAIT_SECONDS = 15


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    """A fresh browser that logs its console."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if found is None or driver is None:
        pytest.skip("needs chromium and chromedriver on PATH")
    options = ChromeOptions()
    options.binary_location = found
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = Chrome(options=options, service=Service(driver))
    made.set_page_load_timeout(WAIT_SECONDS)
    try:
        yield made
    finally:
        made.quit()


def click(browser: Chrome, selector: str) -> None:
    """Click an element, which may lie below the window."""
    element = browser.find_element(By.CSS_SELECTOR, selector)
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def await_heading(browser: Chrome, text: str) -> None:
    """Wait until the page's heading holds a text."""
    WebDriverWait(browser, WAIT_SECONDS).until(
        lambda b: text in b.find_element(By.TAG_NAME, "h1").text
    )


def test_a_reader_finds_the_way(browser: Chrome, curated: Server) -> None:
    """From the start page by a question to a thing, its evidence, the other language, a query."""
    browser.get(f"http://127.0.0.1:{curated.port}/?lang=de")
    click(browser, "a[href^='/questions/coordinator-of']")
    await_heading(browser, "Wer koordiniert ein Projekt?")
    click(browser, "table.answer td a")
    await_heading(browser, "Staatsministerium")
    details = browser.find_element(By.CSS_SELECTOR, "dl.facts details.why")
    evidence = details.find_element(By.CSS_SELECTOR, ".evidence")
    assert not evidence.is_displayed()
    click(browser, "dl.facts details.why > summary")
    assert evidence.is_displayed()
    assert "data/organisations.csv:" in evidence.text
    click(browser, ".languages a[lang='en']")
    await_heading(browser, "Saxon State Ministry")
    assert "/page/organisation/smwa?lang=en" in browser.current_url
    browser.get(f"http://127.0.0.1:{curated.port}/sparql?lang=en")
    click(browser, "form.query button")
    await_heading(browser, "Answer")
    assert browser.find_elements(By.CSS_SELECTOR, "table.answer tbody tr")
    assert "lang=en" in browser.current_url
    assert not [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "path", ["/", "/page/project/clustrat", "/ontology", "/questions/field-matrix"]
)
def test_no_page_is_wider_than_its_window(
    browser: Chrome, curated: Server, path: str, width: int
) -> None:
    """Wide tables scroll in their own frame, not the page."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(f"http://127.0.0.1:{curated.port}{path}")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def test_the_keyboard_finds_the_content_first(browser: Chrome, curated: Server) -> None:
    """The first stop is the way past the menu, and focus can be seen."""
    browser.get(f"http://127.0.0.1:{curated.port}/page/project/clustrat")
    browser.find_element(By.TAG_NAME, "body").send_keys("\ue004")
    focused = browser.switch_to.active_element
    assert focused.get_attribute("href").endswith("#content")
    assert focused.is_displayed()
    assert focused.value_of_css_property("outline-style") == "solid"
