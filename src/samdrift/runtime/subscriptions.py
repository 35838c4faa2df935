# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""The walk, wired: which reaction follows which fact. The one place where later contexts are hung on earlier facts."""

from importlib import import_module
from importlib.util import find_spec

#: (fact, module, function): read it downwards and you have read the walk.
REACTIONS = (
    ("incidents.incident.opened.v1", "samdrift.servicedesk.reactions", "open_case"),
    ("incidents.incident.changed.v1", "samdrift.servicedesk.reactions", "follow_incident"),
    ("incidents.incident.renamed.v1", "samdrift.servicedesk.reactions", "rename_case"),
    ("incidents.incident.merged.v1", "samdrift.servicedesk.reactions", "merge_cases"),
    ("incidents.incident.closed.v1", "samdrift.servicedesk.reactions", "incident_ended"),
    ("agreements.calendar.published.v1", "samdrift.servicedesk.redating", "follow_calendar"),
    ("servicedesk.case.handed_over.v1", "samdrift.ticketbridge.reactions", "hand_over"),
    ("servicedesk.case.entry_added.v1", "samdrift.ticketbridge.reactions", "send_entry"),
    ("servicedesk.case.updated.v1", "samdrift.ticketbridge.reactions", "send_state"),
    ("servicedesk.case.resolved.v1", "samdrift.ticketbridge.reactions", "send_state"),
    ("servicedesk.case.opened.v1", "samdrift.notices.reactions", "tell_case_opened"),
    ("servicedesk.case.entry_added.v1", "samdrift.notices.reactions", "tell_entry"),
    ("servicedesk.case.resolved.v1", "samdrift.notices.reactions", "tell_resolved"),
)
#: modules whose jobs must be known to the worker
JOBS = (
    "samdrift.inventory.discovery",
    "samdrift.inventory.rereading",
    "samdrift.inventory.ways",
    "samdrift.monitoring.jobs",
    "samdrift.adapters.remotewrite.jobs",
    "samdrift.adapters.kea.jobs",
    "samdrift.devicelog.jobs",
    "samdrift.servicedesk.redating",
    "samdrift.ticketbridge.jobs",
    "samdrift.notices.jobs",
    "samdrift.capacity.jobs",
    "samdrift.opendata.jobs",
    "samdrift.configbackup.jobs",
    "samdrift.documentation.books",
    "samdrift.documentation.comparing",
    "samdrift.reporting.jobs",
    "samdrift.demo.history",
    "samdrift.demo.history_gauges",
    "samdrift.demo.plan",
)


def wire() -> None:
    """Called once when Django is ready."""
    from django.conf import settings

    from samdrift.adapters.deviceshell.reading import read_configuration
    from samdrift.adapters.servicenow import system_for
    from samdrift.adapters.smtp import SmtpMailer
    from samdrift.adapters.snmp.knocking import knock
    from samdrift.adapters.snmp.whereabouts import Gently
    from samdrift.configbackup.facade import use_config_reader, use_windows
    from samdrift.incidents.facade import work_agreed
    from samdrift.inventory.discovery import use_reader
    from samdrift.inventory.rereading import use_table_reader
    from samdrift.inventory.ways import use_knocker
    from samdrift.notices.jobs import use_mailer
    from samdrift.platform.facts import subscribe
    from samdrift.ticketbridge.facade import use_connector

    gently = Gently(settings.CONFIG.discovery_packets(), in_all=settings.CONFIG.packets_per_second_in_all)
    use_reader(gently.everything)
    use_table_reader(gently.stations)
    use_knocker(knock)
    use_connector("servicenow", system_for)
    use_config_reader(read_configuration)
    use_windows(work_agreed)
    use_mailer(SmtpMailer(settings.EMAIL_HOST, settings.EMAIL_PORT, settings.DEFAULT_FROM_EMAIL))
    for module in JOBS:
        if find_spec(module) is not None:
            import_module(module)
    for fact, module, function in REACTIONS:
        if find_spec(module) is not None:
            reaction = getattr(import_module(module), function, None)
            if reaction is not None:
                subscribe(fact, reaction)
