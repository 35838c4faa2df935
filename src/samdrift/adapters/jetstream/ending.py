# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Ending a task that may not hear the first word.

The client waits with `asyncio.wait_for`, which in Python 3.11 loses a cancellation that comes in the same instant as the
answer it waits for: the task then goes on as if nothing had been said, and whoever waits for its end waits for ever.
"""

import asyncio

AGAIN_S = 0.1


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel these until each has ended, however it ends."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_S)
