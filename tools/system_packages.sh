#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
# The system packages that some tests need: a browser, and real switches' software for the network in namespaces.
# Installs what is missing when it may (root, or sudo without a password); otherwise says which tests will skip.
set -u
browser="chromium"
network="iproute2 iputils-ping snmpd snmp snmptrapd lldpd nftables"

missing() {
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || printf '%s ' "$package"
    done
}

tell() {
    echo "samdrift: $1"
    [ -z "$(missing $browser)" ] || echo "samdrift: the tests that drive a browser will skip: $(missing $browser)is missing"
    [ -z "$(missing $network)" ] || echo "samdrift: the tests on a real network will skip: $(missing $network)is missing"
    exit 0
}

wanted=$(missing $browser $network)
[ -n "$wanted" ] || exit 0
command -v apt-get >/dev/null || tell "this is no Debian, so system packages are left to you"
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root=sudo
else
    tell "installing system packages needs root; as root: apt-get install $wanted"
fi
echo "Installing system packages: $wanted"
# RUNLEVEL=1 keeps apt from starting the daemons: the tests start their own
run="$as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -qq -o DPkg::Lock::Timeout=300"
{ $run update && $run install -y --no-install-recommends $wanted; } >/tmp/samdrift-apt.log 2>&1 ||
    tell "apt-get could not install them (/tmp/samdrift-apt.log says why)"
