# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What the city gives away: how many people were about, by place and hour, and never who or how few."""
