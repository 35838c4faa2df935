# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Counts of what a process did, served as Prometheus text on SAMDRIFT_METRICS_PORT when that is set."""

import logging
import os
from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

log = logging.getLogger(__name__)


class Counts:
    """Counters of one process, by name. Nothing here is worth failing for."""

    def __init__(self, process: str, names: Mapping[str, str], labels: Mapping[str, str] | None = None) -> None:
        """`names` maps each counter to its explanation; `labels` names, for those that have kinds, what tells them apart."""
        self.registry = CollectorRegistry()
        self._prefix = f"samdrift_{process}"
        self._labels = dict(labels or {})
        self._counters = {
            name: Counter(
                f"{self._prefix}_{name}",
                text,
                [self._labels[name]] if name in self._labels else [],
                registry=self.registry,
            )
            for name, text in names.items()
        }

    def add(self, name: str, kind: str = "", amount: int = 1) -> None:
        """One more of `name`, or `amount` more."""
        counter = self._counters[name]
        (counter.labels(kind) if kind else counter).inc(amount)

    def gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        """A figure that is looked up whenever somebody asks."""
        Gauge(f"{self._prefix}_{name}", text, registry=self.registry).set_function(read)

    def value(self, name: str, kind: str = "") -> int:
        """What stands on the counter now."""
        labels = {self._labels[name]: kind} if kind else {}
        return int(self.registry.get_sample_value(f"{self._prefix}_{name}_total", labels) or 0)

    def serve(self) -> None:
        """Answer on the port that the environment names, on this machine only; without one, on none."""
        port = os.environ.get("SAMDRIFT_METRICS_PORT", "")
        if not port:
            return
        try:
            start_http_server(int(port), addr="127.0.0.1", registry=self.registry)
        except (OSError, ValueError, OverflowError) as error:
            log.warning("no metrics: SAMDRIFT_METRICS_PORT=%s cannot be used (%s)", port, error)
