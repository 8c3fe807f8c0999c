"""One Chromium for all of a process: Playwright cannot be started twice in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def browser(browser_path: str | None) -> Iterator[Browser]:
    """A browser; what a test needs to have for itself is a context of it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield browser
        browser.close()
