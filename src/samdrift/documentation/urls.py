# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
from django.urls import path

from samdrift.documentation import web, web_books, web_dossier, web_files, web_plan
from samdrift.documentation.kinds import KINDS

urlpatterns = [
    path("", web.overview, name="documentation"),
    path("part/", web.overview_part, name="documentation-part"),
    path("differences/", web.worklist, name="differences"),
    path("differences/part/", web.worklist_part, name="differences-part"),
    path("differences/compare/", web.compare_now, name="compare-now"),
    path("differences/<int:difference_id>/plan/", web.make_plan_so, name="make-plan-so"),
    path("differences/<int:difference_id>/network/", web.fix_network, name="fix-network"),
    path("observed/", web.take_over, name="take-over"),
    path("addresses/", web.addresses, name="address-plan"),
    path("import/", web_plan.import_file, name="import-file"),
    path("import/<int:import_id>/", web_plan.import_trial, name="import-trial"),
    path("places/<int:place_id>/", web_dossier.dossier, name="dossier"),
    path("places/<int:place_id>/dossier.pdf", web_dossier.dossier_pdf, name="dossier-pdf"),
    path("places/<int:place_id>/drawing.svg", web_dossier.dossier_svg, name="dossier-svg"),
    path("places/<int:place_id>/drawing.drawio", web_files.dossier_drawio, name="dossier-drawio"),
    path("places/<int:place_id>/photos/", web_dossier.add_photo, name="add-photo"),
    path("photos/<int:photo_id>/", web_dossier.photo, name="photo"),
    path("photos/<int:photo_id>/remove/", web_dossier.remove_photo, name="remove-photo"),
    path("topology.drawio", web_files.topology_drawio, name="topology-drawio"),
    path("topology.svg", web_files.topology_svg, name="topology-svg"),
    path("export/plan.xlsx", web_files.workbook, name="export-workbook"),
    path("export/template.xlsx", web_files.template, name="export-template"),
    path("places/<int:place_id>/check/", web_dossier.check_place, name="check-place"),
    path("books/", web_books.all_books, name="books"),
    path("books/part/", web_books.books_part, name="books-part"),
    path("books/new/", web_books.ask, name="ask-for-book"),
    path("books/<int:book_id>/", web_books.book, name="book"),
    path("books/<int:book_id>/book.pdf", web_books.book_pdf, name="book-pdf"),
    path("books/<int:book_id>/places.csv", web_books.book_csv, name="book-csv"),
    path("books/<int:book_id>/freeze/", web_books.freeze, name="freeze-book"),
]
for _kind in KINDS:
    _told = {"kind": _kind}
    urlpatterns += [
        path(f"records/{_kind}/", web_plan.records, _told, name=f"records-{_kind}"),
        path(f"records/{_kind}/new/", web_plan.new_record, _told, name=f"new-{_kind}"),
        path(f"records/{_kind}/<int:record_id>/", web_plan.record, _told, name=f"record-{_kind}"),
        path(f"records/{_kind}/<int:record_id>/remove/", web_plan.remove_record, _told, name=f"remove-{_kind}"),
        path(f"export/{_kind}.csv", web_plan.export, _told | {"form": "csv"}, name=f"export-{_kind}-csv"),
        path(f"export/{_kind}.json", web_plan.export, _told | {"form": "json"}, name=f"export-{_kind}-json"),
    ]
