"""One Firefox and one WebKit for all tests; where a machine lacks one of them, its tests say so, and so do the run's last lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.other_browsers import programs
from tests.browser.other_browsers.drivers import DRIVERS, OtherPage


@pytest.fixture(scope="session", params=list(DRIVERS))
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherPage]:
    """A page in Firefox, then one in WebKit."""
    name = request.param
    if name in programs.missing():
        pytest.skip(f"{name} is not on this machine")
    driver = DRIVERS[name](tmp_path_factory.mktemp(name) / "home")
    yield OtherPage(driver)
    driver.close()
