"""Less work for less pay: how little one can afford to work, and the time that frees. Pure; imports nothing.

One full-time equivalent (1 FTE) is one full-time position; an FTE of 0.8 is four fifths of it, in pay and hours.
"""

from __future__ import annotations

import math


def break_even_fte(needs: float, full_time_pay: float, kept: float = 1.0, fixed: float = 0.0) -> float:
    """The smallest FTE (share of full time) at which take-home pay covers `needs`.

    Our own definition: take-home pay at an FTE of f is `f × full_time_pay × kept - fixed`, so the break-even is
    `(needs + fixed) / (full_time_pay × kept)`. It is 0 or more, and **may exceed 1**: then not even full-time
    pay covers the needs, and working less is no alternative.

    `needs`: what one must spend, USD a year, 0 or more. `full_time_pay`: gross pay at 1 FTE, USD a year, above 0.
    `kept`: the share of pay left after deductions in proportion to it (taxes, pension), above 0, at most 1.
    `fixed`: deductions that do not shrink with the FTE (an insurance premium, say), USD a year, 0 or more.

    A straight line, on purpose. Where tax rates rise with pay, one keeps a larger share of a smaller pay, and the
    true break-even lies lower; where a benefit ends below some FTE, it may lie higher.
    Raises ValueError for a figure outside its range.
    """
    _in_range("needs", needs, 0 <= needs < math.inf, "0 USD a year or more")
    _in_range("full-time pay", full_time_pay, 0 < full_time_pay < math.inf, "above 0 USD a year")
    _in_range("share kept", kept, 0 < kept <= 1, "above 0 and at most 1")
    _in_range("fixed deductions", fixed, 0 <= fixed < math.inf, "0 USD a year or more")
    return (needs + fixed) / (full_time_pay * kept)


def freed_hours(fte: float, week: float = 40.0) -> float:
    """The hours a week that working `fte` leaves free, against full time: `(1 - fte) × week`.

    `fte` is from 0 to 1 and `week` the hours a week of 1 FTE, above 0 and at most 168. The usual 40 makes an FTE of
    0.2 eight hours a week, as the ACGME Common Program Requirements of 2019 count it.
    Raises ValueError for a figure outside its range.
    """
    _in_range("FTE", fte, 0 <= fte <= 1, "from 0 to 1")
    _in_range("full-time week", week, 0 < week <= 168, "above 0 and at most 168 hours")
    return (1 - fte) * week


def _in_range(what: str, value: float, fits: bool, allowed: str) -> None:
    if not fits:
        raise ValueError(f"the {what} must be {allowed}, not {value}")
