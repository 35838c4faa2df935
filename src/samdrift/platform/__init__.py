# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Django plumbing: who acts, who may see, what changed, which facts follow. Knows nothing of the business."""
