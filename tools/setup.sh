#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
# Installs what Samdrift needs into this checkout, exactly as the lock files say, and nothing anywhere else:
#   tools/setup.sh run    to run it
#   tools/setup.sh dev    to change and test it
# A step is skipped while the files that decide it are unchanged. Each hindrance is one sentence and a non-zero exit.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-run}
venv=.venv

fail() {
    echo "samdrift: $1" >&2
    exit 1
}

# Runs a command in silence; what it had said stands before the sentence $1 when it fails.
quietly() {
    sentence=$1
    shift
    said=$("$@" 2>&1) || {
        echo "$said" >&2
        fail "$sentence"
    }
}

# Whether the stamp $1 still says what the files after it are now; leaves the fresh stamp in $fresh.
unchanged() {
    stamp=$1
    shift
    fresh=$({ echo "$PWD" && cat "$@" 2>/dev/null; } | sha256sum | cut -d' ' -f1) # a moved checkout is a new one
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$fresh" ]
}

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

python=$(find_python) || fail "Python 3.11 or newer is missing; on Debian 12 install it with: apt-get install python3 python3-venv"
"$python" -c 'import ensurepip, venv' 2>/dev/null || fail "Python's venv module is missing; install it with: apt-get install python3-venv"
node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || fail "Node.js 20 or newer is missing; install it from your distribution or nodejs.org"
command -v npm >/dev/null || fail "npm is missing; install it with: apt-get install npm"
free=$(df -Pk . | awk 'NR == 2 { print $4 }')
[ "$free" -ge 1000000 ] || fail "only $((free / 1000)) MB are free on this disk and Samdrift needs 1000 MB; free some space first"

install_python() {
    requirements=requirements/$1.txt
    unchanged "$venv/samdrift-$1.stamp" "$requirements" requirements/uv.txt tools/setup.sh && return
    echo "Installing Python packages …"
    rm -f "$venv"/samdrift-*.stamp
    if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
        rm -rf "$venv"
        "$python" -m venv "$venv" || fail "the Python environment could not be made in $PWD/$venv"
    fi
    pip="$venv/bin/python -m pip -qq --disable-pip-version-check install --require-hashes"
    $pip -r requirements/uv.txt || fail "the Python packages could not be fetched; is the package index reachable?"
    # uv does not read pip's settings; a mirror that was set up for pip is meant for us all the same
    index=$("$venv/bin/python" -m pip config get global.index-url 2>/dev/null || true)
    [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}$index" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-$index}}"
    "$venv/bin/uv" --quiet pip install --python "$venv/bin/python" --require-hashes -r "$requirements" ||
        $pip -r "$requirements" || fail "the Python packages could not be installed; the lines above say why"
    link_checkout
    echo "$fresh" > "$venv/samdrift-$1.stamp"
}

# Our own code is used where it lies, so that a change needs no installing.
link_checkout() {
    "$venv/bin/python" - "$PWD" <<'PYTHON'
import sys, sysconfig
from pathlib import Path

root = Path(sys.argv[1])
Path(sysconfig.get_path("purelib"), "samdrift.pth").write_text(f"{root / 'src'}\n", encoding="utf-8")
command = Path(sysconfig.get_path("scripts"), "samdrift")
command.write_text(f"#!{sys.executable}\nimport sys\n\nfrom samdrift.runtime.cli import main\n\nsys.exit(main())\n", encoding="utf-8")
command.chmod(0o755)
PYTHON
}

install_assets() {
    unchanged "node_modules/samdrift-$1.stamp" package-lock.json .npmrc tools/vendor_assets.py tools/setup.sh &&
        [ -d src/samdrift/ui/static/vendor ] && return
    echo "Installing what the pages need …"
    omit=
    [ "$1" = dev ] || omit=--omit=dev
    quietly "the pages' packages could not be fetched; is the npm registry reachable?" \
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error $omit
    quietly "the pages' packages are not those that were checked; the lines above say which" \
        "$venv/bin/python" tools/vendor_assets.py
    echo "$fresh" > "node_modules/samdrift-$1.stamp"
}

compile_words() {
    words=$(find src -name '*.po' | sort)
    # shellcheck disable=SC2086 # our own file names have no spaces
    unchanged "$venv/samdrift-words.stamp" $words && [ -n "$(find src -name '*.mo' -print -quit)" ] && return
    quietly "the translations could not be compiled; the lines above say why" "$venv/bin/python" tools/messages.py compile
    echo "$fresh" > "$venv/samdrift-words.stamp"
}

# Tools that must not share our packages get an environment each. Their own scripts know them by the same stamp.
install_apart() {
    home=tools/$1/.venv
    cmp -s "requirements/$1.txt" "$home/installed.txt" && return
    echo "Installing $1 …"
    quietly "$1 could not be installed; the lines above say why" \
        "$venv/bin/uv" --quiet venv --clear --seed --python "$venv/bin/python" "$home"
    quietly "$1 could not be installed; the lines above say why" \
        "$venv/bin/uv" --quiet pip install --python "$home/bin/python" --require-hashes -r "requirements/$1.txt"
    cp "requirements/$1.txt" "$home/installed.txt"
}

# Other people's servers that the tests speak with.
install_peers() {
    for peer in tests/peers/*/package-lock.json; do
        [ -e "$peer" ] || continue
        folder=$(dirname "$peer")
        unchanged "$folder/node_modules/samdrift.stamp" "$peer" && continue
        echo "Installing the tests' $(basename "$folder") server …"
        quietly "the packages of $folder could not be fetched; is the npm registry reachable?" \
            npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund --loglevel=error
        echo "$fresh" > "$folder/node_modules/samdrift.stamp"
    done
}

case $kind in
run)
    # whoever set up for changing it has everything for running it too
    unchanged "$venv/samdrift-dev.stamp" requirements/dev.txt requirements/uv.txt tools/setup.sh || install_python base
    unchanged node_modules/samdrift-dev.stamp package-lock.json .npmrc tools/vendor_assets.py tools/setup.sh || install_assets run
    compile_words
    ;;
dev)
    install_python dev
    install_assets dev
    compile_words
    install_apart schemathesis
    install_apart snmpsim
    install_peers
    ;;
*)
    fail "tools/setup.sh takes run or dev"
    ;;
esac
