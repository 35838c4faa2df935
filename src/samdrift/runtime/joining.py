# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How a command typed by hand finds the Samdrift that runs from the same folder.

`samdrift up` and `demo` choose free ports and a socket; they leave what they chose beside their data, for their owner
only, as long as they run. What stands in the environment comes first.
"""

import contextlib
import json
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from samdrift.runtime.config import PREFIX

DEFAULT_FOLDER = "var"


def _note(data_dir: Path) -> Path:
    return data_dir / "run" / "settings.json"


def leave_note(data_dir: Path, environment: Mapping[str, str]) -> None:
    """Write down what the processes of this installation are told."""
    told = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    fresh = _note(data_dir).with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    fresh.replace(_note(data_dir))


def remove_note(data_dir: Path) -> None:
    """Nobody runs from here any more."""
    _note(data_dir).unlink(missing_ok=True)


def join(environment: MutableMapping[str, str]) -> bool:
    """Fill in what the running installation was told; False when none runs from the folder."""
    note = _note(Path(environment.get(f"{PREFIX}DATA_DIR", DEFAULT_FOLDER)))
    with contextlib.suppress(OSError, ValueError):
        for name, value in json.loads(note.read_text(encoding="utf-8")).items():
            environment.setdefault(name, value)
        return True
    return False
