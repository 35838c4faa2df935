# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""A task that loses the first cancellation, as those behind Python 3.11's wait_for may, ends all the same."""

import asyncio

from samdrift.adapters.jetstream.ending import end


async def test_who_does_not_hear_the_first_word_is_told_again():
    heard = []

    async def deaf_once() -> None:
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                heard.append("end")
                if len(heard) > 1:
                    raise

    task = asyncio.create_task(deaf_once())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await end(task)
    assert task.cancelled()
    assert heard == ["end", "end"]


async def test_one_that_ended_by_itself_or_by_a_fault_is_left_so():
    async def falls() -> None:
        raise RuntimeError

    task = asyncio.create_task(falls())
    await asyncio.sleep(0)
    await end(task)
    await end()
    assert isinstance(task.exception(), RuntimeError)
