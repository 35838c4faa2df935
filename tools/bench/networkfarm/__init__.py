# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the network bench is made of: the farm of agents and the flooder, the ways to poll it, and the machine's facts."""
