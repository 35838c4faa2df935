# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is there: devices, interfaces and links, found by asking the network, each with when it was last seen."""
