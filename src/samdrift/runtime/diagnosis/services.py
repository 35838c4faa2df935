# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Looks at what the processes lean on: the database, the lane, the mail server, and our own front."""

import os
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg

from samdrift.kernel.clock import utc_now
from samdrift.runtime.config import Config
from samdrift.runtime.diagnosis.finding import Finding, hint, well, wrong
from samdrift.runtime.diagnosis.lanes import lanes, pollers
from samdrift.runtime.installation import reachable
from samdrift.runtime.supervise.probes import answers_http, listens

OLDEST_SERVER = 150_000  # PostgreSQL 15, as libpq numbers it
LONGEST_CLOCK_GAP = timedelta(seconds=2)


def look(config: Config) -> Iterator[Finding]:
    """Everything that answers over a socket."""
    if config.database_url:
        yield from database(config.database_url)
        yield from lanes(config.nats_url, config.nats_token.get_secret_value())
        yield pollers()
        yield samples()
    else:
        yield wrong(
            "Samdrift",
            f"does not run from {config.data_dir.resolve()}",
            "start it with «samdrift up», or name the database that it shall use in SAMDRIFT_DATABASE_URL",
        )
    yield mail(config.smtp_host, config.smtp_port)
    yield front(config)


def database(url: str) -> Iterator[Finding]:
    """Reachable, new enough, in the right clock, with a role that row-level security binds, and up to date."""
    try:
        connection = psycopg.connect(url, connect_timeout=5, autocommit=True)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        yield wrong("Database", f"cannot be reached: {reason}", "start it, or correct SAMDRIFT_DATABASE_URL")
        return
    with connection:
        yield from _server(connection)
        yield _role(connection)
        yield _clock_gap(connection)
    yield _migrations()


def _server(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[Finding]:
    version = connection.info.server_version
    if version < OLDEST_SERVER:
        yield wrong("Database", f"PostgreSQL {version // 10_000} is too old", "use 15 or newer")
    else:
        yield well("Database", f"PostgreSQL {version // 10_000} answers")
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        yield wrong("Database", f"it stores text as {encoding}", "make the database anew with ENCODING 'UTF8'")


def _role(connection: "psycopg.Connection[tuple[object, ...]]") -> Finding:
    name, superuser, bypasses = connection.execute(
        "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone() or ("", False, False)
    if superuser or bypasses:
        return wrong(
            "Database role",
            f"«{name}» may step round row-level security, the wall between suppliers",
            f'ALTER ROLE "{name}" NOSUPERUSER NOBYPASSRLS',
        )
    return well("Database role", f"«{name}» is bound by row-level security")


def _clock_gap(connection: "psycopg.Connection[tuple[object, ...]]") -> Finding:
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    theirs = row[0] if row and isinstance(row[0], datetime) else utc_now()
    gap = abs(utc_now() - theirs.astimezone(UTC))
    found = f"the database's differs by {gap.total_seconds():.1f} s from ours"
    return (
        well("Clock", found) if gap <= LONGEST_CLOCK_GAP else wrong("Clock", found, "set both by the same time server")
    )


def _migrations() -> Finding:
    from samdrift.platform.django_start import start_django

    start_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return wrong("Tables", f"{len(waiting)} changes are not applied yet", "run: samdrift migrate")
    return well("Tables", "up to date")


def samples() -> Finding:
    """Whether the metric store has room and keeps up. Tables that are not there yet are told of elsewhere."""
    from samdrift.platform.django_start import start_django

    start_django()
    from django.db import DatabaseError

    from samdrift.monitoring import facade as monitoring

    try:
        troubles = monitoring.store_troubles(now=utc_now())
    except DatabaseError as error:
        return hint("Samples", f"cannot be looked at: {str(error).strip().splitlines()[0]}", "see the lines above")
    if troubles:
        return hint(
            "Samples", "; ".join(troubles), "give the disk more room, or keep samples shorter (SAMDRIFT_METRICS_…)"
        )
    return well("Samples", "kept as long as they should be")


def mail(host: str, port: int) -> Finding:
    """Whether a mail server takes what we send. No mail is sent."""
    try:
        with smtplib.SMTP(host, port, timeout=5) as client:
            client.noop()
    except (OSError, smtplib.SMTPException) as error:
        return wrong(
            "Mail server",
            f"cannot be reached at {host}:{port}: {error}; mails wait until it is there",
            "correct SAMDRIFT_SMTP_HOST and SAMDRIFT_SMTP_PORT",
        )
    return well("Mail server", f"answers at {host}:{port}")


def front(config: Config) -> Finding:
    """Whether the pages answer; if not, whether they could have their port."""
    host, port = reachable(config.host), config.port
    if answers_http(host, port, "/livez")():
        return well("Pages' port", f"Samdrift answers at {config.base_url()}/")
    if listens(host, port)():
        return wrong("Pages' port", f"another program answers at {host}:{port}", "choose another with SAMDRIFT_PORT")
    if port < 1024 and os.geteuid() != 0:
        return wrong("Pages' port", f"this account may not use port {port}", "use a port above 1023 behind a proxy")
    return hint("Pages' port", f"nothing answers at {host}:{port} yet", "start everything with: samdrift up")
