# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The demo's mailbox for everybody: real mail goes in by SMTP, a plain page shows it."""
