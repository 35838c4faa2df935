#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
# Sets up snmpsim, which serves recordings of real devices to our tests, in an environment of its own: it is no part
# of the product, and its dependencies stay away from ours. Prints the path of the responder.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
home="$root/tools/snmpsim/.venv"
uv="$root/.venv/bin/uv"
[ -x "$uv" ] || uv=uv
if [ ! -x "$home/bin/snmpsim-command-responder" ]; then
    "$uv" venv --quiet --python "${PYTHON:-python3.11}" "$home"
    "$uv" pip install --quiet --python "$home/bin/python" --require-hashes -r "$root/requirements/snmpsim.txt"
fi
echo "$home/bin/snmpsim-command-responder"
