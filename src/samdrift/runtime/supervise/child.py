# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Become another program that dies with its parent: run as a script before each child of the supervisor.

Python cannot set the parent-death signal of a child without `preexec_fn`, which is unsafe beside threads. So a
child first runs this file, which drops to the wanted account, asks the kernel for the signal (the order matters: a
change of account clears it) and then becomes the program proper. It imports nothing of Samdrift, to cost little.
On systems without prctl(2) the child simply starts.
"""

import argparse
import ctypes
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def command(
    argv: Sequence[str],
    *,
    death_signal: signal.Signals = signal.SIGKILL,
    uid: int | None = None,
    gid: int | None = None,
) -> list[str]:
    """The argument list that starts `argv` so that it gets `death_signal` when the calling process dies."""
    line = [sys.executable, "-I", "-S", str(Path(__file__)), "--parent", str(os.getpid())]
    line += ["--signal", str(int(death_signal))]
    if uid is not None and gid is not None:
        line += ["--uid", str(uid), "--gid", str(gid)]
    return [*line, "--", *argv]


def _die_with_parent(parent: int, death_signal: int) -> None:
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    if os.getppid() != parent:  # the parent was gone before the kernel had been asked
        sys.exit(0)


def main(argv: list[str]) -> int:
    """Drop to the account, tie to the parent, become the program. Returns only when the program cannot be run."""
    parser = argparse.ArgumentParser(prog="child")
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--signal", type=int, required=True)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--gid", type=int)
    parser.add_argument("program", nargs="+")
    asked = parser.parse_args(argv)
    if asked.uid is not None:
        os.setgroups([])
        os.setgid(asked.gid)
        os.setuid(asked.uid)
    _die_with_parent(asked.parent, asked.signal)
    program: list[str] = asked.program
    try:
        os.execvp(program[0], program)  # noqa: S606 - becoming another program is the purpose
    except OSError as error:
        print(f"{program[0]}: {error.strerror}", file=sys.stderr)
        return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
