#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
# Ask a running Samdrift's API everything its own description allows and forbids; status 0 when it keeps every promise.
#   tools/schemathesis/run.sh http://127.0.0.1:8000 TOKEN [more arguments of `st run`]
# schemathesis lives in an environment of its own (tools/schemathesis/.venv): it must not choose the product's libraries.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ $# -lt 2 ]; then
  echo "usage: $0 ADDRESS TOKEN [arguments of st run]" >&2
  exit 2
fi
address=$1 token=$2
shift 2
wanted="$root/requirements/schemathesis.txt"
if ! cmp -s "$wanted" "$here/.venv/installed.txt"; then
  "${PYTHON:-python3}" -m venv "$here/.venv"
  "$here/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-virtualenv -r "$wanted"
  cp "$wanted" "$here/.venv/installed.txt"
fi
cd "$here"
exec "$here/.venv/bin/schemathesis" run "$address/api/openapi.json" \
  --header "Authorization: Bearer $token" "$@"
