#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
# The peers of the network bench, unpacked into FOLDER without installing anything: collectd and snmp_exporter from Debian's packages,
# Zino in an environment of its own. Then: tools/bench/network.py --peers FOLDER
#   tools/bench/peers.sh FOLDER
set -eu
folder=${1:?usage: peers.sh FOLDER}
mkdir -p "$folder/debs" "$folder/root"
folder=$(cd "$folder" && pwd)
(cd "$folder/debs" && apt-get download collectd-core prometheus-snmp-exporter libsnmp40 libsnmp-base libltdl7 >/dev/null)
for package in "$folder"/debs/*.deb; do dpkg -x "$package" "$folder/root"; done
python=${PYTHON:-"$(dirname "$0")/../../.venv/bin/python"}
"$python" -m venv "$folder/zino"
"$folder/zino/bin/pip" install --quiet --disable-pip-version-check zino
"$folder/root/usr/bin/prometheus-snmp-exporter" --version 2>&1 | head -1
ldd "$folder/root/usr/lib/collectd/snmp.so" | grep 'not found' || true
echo "peers are in $folder"
