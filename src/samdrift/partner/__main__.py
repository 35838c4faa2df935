# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`python -m samdrift.partner` is `samdrift partner`."""

import sys

from samdrift.partner.cli import main

sys.exit(main(sys.argv[1:]))
