# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift partner`: start a supplier's desk to practise on, in a process of its own."""

import argparse
import os
import secrets
import socket
import ssl
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import uvicorn

from samdrift.kernel.errors import BadInput, SamdriftError
from samdrift.partner.servicenow.accounts import Account
from samdrift.partner.servicenow.app import DeskSettings, build


def main(argv: list[str]) -> int:
    """Run until stopped. 0 after a clean stop, 2 on bad input with a sentence on standard error."""
    options = _parser().parse_args(argv)
    try:
        app = build(_settings(options))
        _check_tls(options)
        listening = _listen(options.host, options.port)
    except SamdriftError as error:
        print(f"samdrift partner: {error.sentence()}", file=sys.stderr)
        return 2
    host, port = listening.getsockname()[:2]
    tls = {"ssl_certfile": options.tls_certificate, "ssl_keyfile": options.tls_key} if options.tls_certificate else {}
    # h11 because the lost-answer fault cuts the line under it; a short stop time-out because hanging is one of the faults
    config = uvicorn.Config(
        app, http="h11", ws="none", log_level="warning", access_log=False, timeout_graceful_shutdown=1, **tls
    )
    print(f"{options.name} answers at {'https' if tls else 'http'}://{host}:{port}", flush=True)
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="samdrift partner", description="A supplier's desk to practise on.")
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="servicenow")
    servicenow = kinds.add_parser("servicenow", help="speaks enough of ServiceNow's Table API for incidents")
    actions = servicenow.add_subparsers(dest="action", required=True, metavar="run")
    run = actions.add_parser("run", help="start the desk and answer until stopped")
    run.add_argument("--port", type=int, required=True, help="TCP port, 0 for any free one")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    run.add_argument("--data", type=Path, required=True, help="folder for the desk's own data")
    run.add_argument("--user", default="samdrift.integration", help="user name of the integration user")
    run.add_argument("--password-file", type=Path, help="file with its password (default: made in the data folder)")
    run.add_argument("--client-id", default="", help="turns OAuth client credentials on")
    run.add_argument("--client-secret-file", type=Path, help="file with the OAuth client's secret")
    run.add_argument("--name", default="Example Networks", help="the supplier's name, shown on its page")
    run.add_argument("--calls-per-hour", type=int, default=0, help="rate limit of the API (default: none)")
    run.add_argument("--tls-certificate", type=Path, help="certificate file (PEM); turns https on")
    run.add_argument("--tls-key", type=Path, help="its private key (PEM)")
    run.add_argument("--time-zone", default="Europe/Copenhagen", help="zone of the display values")
    return parser


def _settings(options: argparse.Namespace) -> DeskSettings:
    if options.client_id and not options.client_secret_file:
        raise BadInput("a client id without a secret", where="--client-id", remedy="give --client-secret-file as well")
    try:
        zone = ZoneInfo(options.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(
            f"no such zone {options.time_zone!r}", where="--time-zone", remedy="use a name like Europe/Oslo"
        ) from error
    password_file = options.password_file or _made_password(options.data)
    secret = _secret(options.client_secret_file, "--client-secret-file") if options.client_id else ""
    account = Account(options.user, _secret(password_file, "--password-file"), options.client_id, secret)
    return DeskSettings(options.data, account, options.name, zone, options.calls_per_hour)


def _check_tls(options: argparse.Namespace) -> None:
    if bool(options.tls_certificate) != bool(options.tls_key):
        raise BadInput(
            "a certificate without its key", where="--tls-certificate", remedy="give both, or neither for http"
        )
    if options.tls_certificate:
        try:
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
                options.tls_certificate, options.tls_key
            )
        except (OSError, ssl.SSLError) as error:
            remedy = "give a PEM certificate and the key that belongs to it"
            raise BadInput(f"cannot be used: {error}", where="--tls-certificate", remedy=remedy) from error


def _secret(file: Path, option: str) -> str:
    try:
        content = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read {file}", where=option, remedy="name a readable text file") from error
    if not content:
        raise BadInput(f"{file} is empty", where=option, remedy="write the secret into it")
    return content


def _made_password(folder: Path) -> Path:
    file = folder / "password"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file
    except OSError as error:
        raise BadInput(
            f"cannot write here: {error}", where=str(folder), remedy="give a writable folder with --data"
        ) from error
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(secrets.token_urlsafe(24))
    return file


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=128)
    except (OSError, OverflowError) as error:
        raise BadInput(
            f"cannot listen: {error}", where=f"{host}:{port}", remedy="choose another --port, 0 takes a free one"
        ) from error
