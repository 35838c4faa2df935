# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Devices to log in to: an SSH server (paramiko) that behaves like a maker's command line, or speaks NETCONF."""

import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import paramiko

USER, PASSWORD = "backup", "letmein"
NETCONF_END = "]]>]]>"
HELLO = (
    '<?xml version="1.0" encoding="UTF-8"?><hello xmlns="urn:ietf:params:xml:ns:netconf:base:1.0"><capabilities>'
    "<capability>urn:ietf:params:netconf:base:1.0</capability></capabilities><session-id>4</session-id></hello>"
)


@dataclass(frozen=True)
class Manner:
    """How a command line behaves. `answers`: by command; anything else gets `unknown`. `pager`: stops each 20 lines until
    told not to by `quiet`. `greeting` is sent first and waits for a key where `any_key`.
    """

    prompt: str
    answers: Mapping[str, str]
    unknown: str = "% Invalid input detected at '^' marker."
    greeting: str = ""
    any_key: bool = False
    pager: str = "--More--"
    quiet: tuple[str, ...] = ("terminal length 0", "no page")
    enable_password: str = ""
    ansi: bool = False


@dataclass
class FakeDevice(paramiko.ServerInterface):
    """One device on loopback; `with FakeDevice(manner) as device:` gives `device.port`."""

    manner: Manner
    netconf: str = ""
    """The reply's data where it speaks NETCONF."""
    heard: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Self:
        self.key = paramiko.ECDSAKey.generate()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_unused: object) -> None:
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._session, args=(connection,), daemon=True).start()

    def _session(self, connection: socket.socket) -> None:
        transport = paramiko.Transport(connection)
        transport.add_server_key(self.key)
        try:
            transport.start_server(server=self)
            channel = transport.accept(20)
            if channel is not None:
                (self._netconf if self.netconf else self._shell)(channel)
        except (OSError, EOFError, paramiko.SSHException):
            pass
        finally:
            transport.close()

    def check_auth_password(self, username: str, password: str) -> int:
        right = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED  # type: ignore[attr-defined, no-any-return]

    def get_allowed_auths(self, username: str) -> str:  # noqa: ARG002 - paramiko's shape
        return "password"

    def check_channel_request(self, kind: str, chanid: int) -> int:  # noqa: ARG002
        return paramiko.OPEN_SUCCEEDED  # type: ignore[attr-defined, no-any-return]

    def check_channel_pty_request(self, *_unused: object) -> bool:
        return True

    def check_channel_shell_request(self, channel: paramiko.Channel) -> bool:  # noqa: ARG002
        return not self.netconf

    def check_channel_subsystem_request(self, channel: paramiko.Channel, name: str) -> bool:  # noqa: ARG002
        return bool(self.netconf) and name == "netconf"

    def _shell(self, channel: paramiko.Channel) -> None:
        manner, privileged, paging = self.manner, not self.manner.enable_password, True
        lines = channel.makefile("rw", -1)
        if manner.greeting:
            channel.sendall(manner.greeting.encode())
        if manner.any_key:
            channel.recv(1)
        prompt = manner.prompt if privileged else manner.prompt.replace("#", ">")
        self._say(channel, prompt)
        for line in lines:
            command = line.strip() if isinstance(line, str) else line.decode().strip()
            self.heard.append(command)
            channel.sendall(f"{command}\r\n".encode())
            if command in {"exit", "logout"}:
                return
            if command == "enable" and not privileged:
                channel.sendall(b"Password: ")
                given = lines.readline()
                privileged = (given if isinstance(given, str) else given.decode()).strip() == manner.enable_password
                prompt = manner.prompt if privileged else prompt
                channel.sendall(b"\r\n")
            elif command in manner.quiet:
                paging = False
            elif command:
                answer = manner.answers.get(command, manner.unknown) if privileged else manner.unknown
                if paging and answer.count("\n") > 20:
                    answer = (
                        f"{answer[:200]}\n{manner.pager}"  # a real one would wait for a key: the reader must not let it
                    )
                channel.sendall(answer.replace("\n", "\r\n").encode() + b"\r\n")
            self._say(channel, prompt)

    def _say(self, channel: paramiko.Channel, prompt: str) -> None:
        dressed = (
            f"\x1b[24;1H\x1b[2K\x1b[24;1H\x1b[1;24r{prompt}\x1b[24;{len(prompt)}H\x1b[?25h"
            if self.manner.ansi
            else prompt
        )
        channel.sendall(dressed.encode())

    def _netconf(self, channel: paramiko.Channel) -> None:
        channel.sendall(f"{HELLO}{NETCONF_END}".encode())
        heard = ""
        while True:
            part = channel.recv(4096)
            if not part:
                return
            heard += part.decode()
            while NETCONF_END in heard:
                message, _end, heard = heard.partition(NETCONF_END)
                self.heard.append(message)
                if "message-id" not in message:
                    continue
                number = message.partition('message-id="')[2].partition('"')[0]
                body = f"<data>{self.netconf}</data>" if "get-config" in message else "<ok/>"
                reply = f'<rpc-reply xmlns="urn:ietf:params:xml:ns:netconf:base:1.0" message-id="{number}">{body}</rpc-reply>'
                channel.sendall(f"{reply}{NETCONF_END}".encode())


IOS_CONFIG = "\n".join(
    [
        "Building configuration...",
        "",
        "Current configuration : 1234 bytes",
        "!",
        "hostname sw1",
        "enable secret 5 $1$abcd$Topsecret",
        "snmp-server community Hemmelig RO",
        *[f"interface GigabitEthernet1/0/{n}\n switchport access vlan 20" for n in range(1, 25)],
        "end",
    ]
)
CISCO = Manner("sw1#", {"show running-config": IOS_CONFIG, "terminal width 511": ""})
PROCURVE_CONFIG = "\n".join(
    [
        "Running configuration:",
        "",
        "; J9773A Configuration Editor; Created on release #YA.16.08",
        'hostname "pc1"',
        'snmp-server community "Hemmelig" operator',
        'password manager user-name "admin" sha1 "Topsecret"',
        "vlan 20",
        '   name "Elever"',
        *[f"   tagged {n}" for n in range(1, 25)],
        "   exit",
    ]
)
PROCURVE = Manner(
    "pc1# ",
    {"show running-config": PROCURVE_CONFIG, "terminal width 511": ""},
    unknown="Invalid input: x",
    greeting="\x1b[2J\x1b[1;1HHP J9773A 2530-24G-PoEP Switch\r\n\r\nPress any key to continue",
    any_key=True,
    pager="-- MORE --, next page: Space, next line: Enter, quit: Control-C",
    ansi=True,
)
