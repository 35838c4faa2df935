# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""One port: who answers which address."""

import pytest

from samdrift.runtime.front import front


@pytest.mark.parametrize(
    ("scope", "who"),
    [
        ({"type": "http", "path": "/live/stream"}, "streams"),
        ({"type": "http", "path": "/"}, "pages"),
        ({"type": "http", "path": "/livez"}, "pages"),
        ({"type": "http", "path": "/lively/"}, "pages"),
        ({"type": "lifespan"}, "streams"),
    ],
)
async def test_streams_answer_below_live_and_pages_everything_else(scope, who):
    asked: list[str] = []

    def app(name):
        async def answer(_scope, _receive, _send):
            asked.append(name)

        return answer

    await front(pages=app("pages"), streams=app("streams"))(scope, None, None)

    assert asked == [who]
