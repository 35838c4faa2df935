# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""What is meant to be there beside what is found: the plan, its drift, and a dossier for every place."""
