# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The documentation as pages: MyST Markdown, furo's clothes, every warning an error (`make docs`)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from samdrift import __version__

project = "Samdrift"
author = "The Samdrift maintainers"
project_copyright = "2026 The Samdrift maintainers, CC BY-SA 4.0"
release = version = __version__
extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"Samdrift {__version__}"
html_static_path: list[str] = []
nitpicky = True
suppress_warnings: list[str] = []
