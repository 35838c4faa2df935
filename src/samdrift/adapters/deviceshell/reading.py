# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Logs in, asks for the running configuration, logs out. Every wait has an end; every end is NotNow or Refused in words.

netmiko knows how each make's command line pages, prompts and greets; ncclient speaks NETCONF (RFC 6241). What a device says
is never logged: it is full of secrets.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from samdrift.configbackup.types import Target
from samdrift.kernel.errors import NotNow, Refused

EXTRA = "install samdrift[configbackup]"
LONGEST_S = 180.0
"""A configuration of 50,000 lines over a slow line."""


def read_configuration(target: Target) -> str:
    """The running configuration as text, secrets and all. See ports.ConfigReader for the errors."""
    return (_by_netconf if target.way == "netconf" else _by_shell)(target)


def _library(name: str, target: Target) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise NotNow(f"{name} is not installed", where=target.address, remedy=EXTRA) from error


def _by_shell(target: Target) -> str:
    netmiko = _library("netmiko", target)
    from paramiko.ssh_exception import BadHostKeyException, SSHException

    asked: dict[str, Any] = {
        "device_type": target.driver,
        "host": target.address,
        "port": target.port,
        "username": target.user,
        "password": target.password,
        "secret": target.enable_password,
        "conn_timeout": target.timeout_s,
        "auth_timeout": target.timeout_s,
        "banner_timeout": target.timeout_s,
        "read_timeout_override": None,
        "allow_agent": False,
        "ssh_strict": bool(target.known_hosts),
        "alt_host_keys": bool(target.known_hosts),
        "alt_key_file": target.known_hosts,
    }
    if target.key_file:
        asked |= {"use_keys": True, "key_file": target.key_file}
    return _asked(
        lambda: _over_shell(netmiko, asked, target),
        target,
        refused=(netmiko.NetmikoAuthenticationException, BadHostKeyException),
        silent=(netmiko.NetmikoTimeoutException, netmiko.ReadTimeout, SSHException, OSError, EOFError),
    )


def _over_shell(netmiko: Any, asked: dict[str, Any], target: Target) -> str:
    with netmiko.ConnectHandler(**asked) as shell:
        if target.enable_password and not shell.check_enable_mode():
            shell.enable()
        answer: str = shell.send_command(target.command, read_timeout=LONGEST_S)
    return answer


def _by_netconf(target: Target) -> str:
    manager = _library("ncclient.manager", target)
    errors = import_module("ncclient.transport.errors")
    operations = import_module("ncclient.operations.errors")
    asked: dict[str, Any] = {
        "host": target.address,
        "port": target.port,
        "username": target.user,
        "password": target.password or None,
        "key_filename": target.key_file or None,
        "timeout": target.timeout_s,
        "hostkey_verify": bool(target.known_hosts),
        "allow_agent": False,
        "look_for_keys": False,
    }
    if target.known_hosts:
        asked["known_hosts"] = target.known_hosts
    return _asked(
        lambda: _over_netconf(manager, asked),
        target,
        refused=(errors.AuthenticationError, errors.SSHUnknownHostError),
        silent=(errors.TransportError, operations.OperationError, OSError, EOFError),
    )


def _over_netconf(manager: Any, asked: dict[str, Any]) -> str:
    etree = import_module("lxml.etree")
    with manager.connect(**asked) as session:
        reply = session.get_config(source="running")
        text: str = etree.tostring(reply.data_ele, pretty_print=True, encoding="unicode")
    return text


def _asked(
    ask: Callable[[], str],
    target: Target,
    *,
    refused: tuple[type[Exception], ...],
    silent: tuple[type[Exception], ...],
) -> str:
    where = f"{target.address}:{target.port}"
    try:
        return ask()
    except refused as error:
        raise Refused(
            "it refuses the login or shows another host key", where=where, remedy="check user, password and known_hosts"
        ) from error
    except silent as error:
        raise NotNow("it does not answer as its kind does", where=where, remedy="check address, port and os") from error
    except ValueError as error:  # netmiko's word for an enable password that is wrong
        raise Refused("it refuses the enable password", where=where, remedy="check enable_password_file") from error
