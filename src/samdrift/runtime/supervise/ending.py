# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""End a process kindly first, and surely in the end."""

import signal
import subprocess
from collections.abc import Sequence

Step = tuple[signal.Signals, float]
"""A signal, and how many seconds it is given to work."""


def end(process: "subprocess.Popen[bytes]", steps: Sequence[Step]) -> None:
    """Send one signal after the other until the process has gone, at last SIGKILL."""
    for how, patience_s in (*steps, (signal.SIGKILL, 5.0)):
        if process.poll() is not None:
            return
        process.send_signal(how)
        try:
            process.wait(patience_s)
        except subprocess.TimeoutExpired:
            continue
