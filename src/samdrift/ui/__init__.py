# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The floor every page stands on: base pages, components, the registries for menu, panels and search."""
