"""Random ids for learners, new for each export, or kept in a file so that two exports can be joined."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

from grader.exports.cells import sheet, text, write
from rounds.core.errors import RoundsError

COLUMNS = ("account", "learner")


def drawn(accounts: Iterable[str], kept: dict[str, str] | None = None) -> dict[str, str]:
    """An id for each account, from a source that nobody can foresee; those in `kept` stay as they are."""
    ids = dict(kept or {})
    for account in accounts:
        while account not in ids:
            drawn_id = f"L{secrets.token_hex(4)}"
            if drawn_id not in ids.values():
                ids[account] = drawn_id
    return ids


def kept_in(path: Path, accounts: Iterable[str]) -> dict[str, str]:
    """The ids of an earlier export; none where there is no such file yet. Raises RoundsError for another file."""
    import pandas as pd

    if not path.exists():
        return {}
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError):
        table = pd.DataFrame()
    ids: dict[str, str] = (
        dict(zip(*(table[name] for name in COLUMNS), strict=True)) if list(table.columns) == list(COLUMNS) else {}
    )
    if not ids or len({*ids.values()}) < len(table) or "" in ids.values():
        raise RoundsError(
            f"{path} isn't a list of kept ids (a CSV file with the columns {' and '.join(COLUMNS)}). Name another file "
            "with --keep-ids, or one that doesn't exist yet."
        )
    account_of: dict[str, str] = {text(account): account for account in accounts}
    return {account_of.get(name, name): learner for name, learner in ids.items()}


def keep(path: Path, ids: dict[str, str]) -> None:
    """Write the ids for the next export, readable by their owner only. Raises RoundsError."""
    import pandas as pd

    try:
        write(path, sheet(pd.DataFrame(sorted(ids.items()), columns=list(COLUMNS))))
    except OSError as error:
        raise RoundsError(
            f"{path} could not be written: {error.strerror}. Name another file with --keep-ids."
        ) from None
