"""Measure, print a table, and write the same figures to .bench/figures.json."""

from __future__ import annotations

import argparse
import json
import logging
import platform
import statistics
import warnings
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import (
    binder,
    browser,
    conversations,
    front_end,
    hostile,
    image,
    kernel,
    marking,
    office,
    otter,
    picture,
)

ROOT = Path(__file__).resolve().parents[2]
PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "marking": marking.measure,
    "otter": otter.measure,
    "office": office.measure,
    "hostile": hostile.measure,
    "kernel": kernel.measure,
    "browser": browser.measure,
    "conversations": conversations.measure,
    "front_end": front_end.measure,
    "picture": picture.measure,
    "binder": binder.measure,
    "image": image.measure,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which to measure (default: all)")
    parser.add_argument(
        "--submissions", type=int, default=office.SUBMISSIONS, help="of the office (default: %(default)s)"
    )
    asked = parser.parse_args()
    parts, office.SUBMISSIONS = asked.parts or list(PARTS), asked.submissions
    warnings.simplefilter("ignore")
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    console = Console(highlight=False)
    out = ROOT / ".bench" / "figures.json"
    figures: dict[str, float] = json.loads(out.read_text()) if out.exists() else {}
    for part in parts:
        console.print(f"Measuring {part} ...")
        figures = {k: v for k, v in figures.items() if not k.startswith(f"{part}.")}
        figures |= {f"{part}.{name}": round(value, 5) for name, value in PARTS[part]().items()}
    table = Table("Figure", "Value", title=f"{platform.machine()}, {platform.python_version()}")
    for name, value in figures.items():
        table.add_row(name, f"{value:.4g}")
    console.print(table)
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    console.print(f"The same in {out}")


def median(values: list[float]) -> float:
    """The middle of some measurements."""
    return statistics.median(values)


if __name__ == "__main__":
    main()
