# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Only the bytes we looked at are served."""

import hashlib
import importlib.util
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "vendor_assets.py"
spec = importlib.util.spec_from_file_location("samdrift_tool_vendor_assets", TOOL)
vendor_assets = importlib.util.module_from_spec(spec)
spec.loader.exec_module(vendor_assets)


def listed(text: bytes) -> dict[str, tuple[str, str]]:
    return {"lib/a.js": ("pkg/a.js", hashlib.sha256(text).hexdigest())}


def test_a_file_with_the_listed_hash_is_copied(tmp_path):
    (tmp_path / "node_modules/pkg").mkdir(parents=True)
    (tmp_path / "node_modules/pkg/a.js").write_bytes(b"let a")
    assert vendor_assets.copy_all(tmp_path / "node_modules", tmp_path / "static", listed(b"let a")) == []
    assert (tmp_path / "static/lib/a.js").read_bytes() == b"let a"


def test_a_file_with_another_hash_is_refused_and_not_copied(tmp_path):
    (tmp_path / "node_modules/pkg").mkdir(parents=True)
    (tmp_path / "node_modules/pkg/a.js").write_bytes(b"let b")
    problems = vendor_assets.copy_all(tmp_path / "node_modules", tmp_path / "static", listed(b"let a"))
    assert len(problems) == 1
    assert problems[0].startswith("pkg/a.js: sha256 ")
    assert not (tmp_path / "static").exists()


def test_a_missing_package_names_the_remedy(tmp_path):
    problems = vendor_assets.copy_all(tmp_path / "node_modules", tmp_path / "static", listed(b"let a"))
    assert problems == [f"pkg/a.js: not there; run `npm ci` in {tmp_path} first"]


def test_a_copy_that_was_changed_by_hand_is_put_right(tmp_path):
    (tmp_path / "node_modules/pkg").mkdir(parents=True)
    (tmp_path / "node_modules/pkg/a.js").write_bytes(b"let a")
    (tmp_path / "static/lib").mkdir(parents=True)
    (tmp_path / "static/lib/a.js").write_bytes(b"changed")
    assert vendor_assets.copy_all(tmp_path / "node_modules", tmp_path / "static", listed(b"let a")) == []
    assert (tmp_path / "static/lib/a.js").read_bytes() == b"let a"
