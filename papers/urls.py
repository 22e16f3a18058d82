"""Paths of the papers: they hang below what they are papers of."""

from django.urls import path, register_converter

from papers.views import exports, forms
from visits.converters import DutyDate

register_converter(DutyDate, "paper_date")

app_name = "papers"

urlpatterns = [
    path("callbacks/pdf/", forms.callback_pdf, name="callback-pdf"),
    path("callbacks/print/", forms.callback_print, name="callback-print"),
    path("cases/<slug:number>/pdf/", forms.case_pdf, name="case-pdf"),
    path("cases/<slug:number>/print/", forms.case_print, name="case-print"),
    path("handover/<slug:number>/pdf/", forms.handover_pdf, name="handover-pdf"),
    path("log/<paper_date:day>/pdf/", forms.log_pdf, name="log-pdf"),
    path("log/<paper_date:day>/<str:shift>/pdf/", forms.log_pdf, name="log-pdf"),
    path("visits/<slug:number>/slip/", forms.slip_print, name="slip-print"),
    path("visits/<slug:number>/slip/pdf/", forms.slip_pdf, name="slip-pdf"),
    path("papers/", exports.papers, name="papers"),
    path("papers/blank/<slug:form>/", forms.blank_print, name="blank-print"),
    path("papers/blank/<slug:form>/pdf/", forms.blank_pdf, name="blank-pdf"),
    path("papers/exports/new/", exports.export_new, name="export-new"),
    path("papers/exports/<int:pk>/", exports.export, name="export"),
    path("papers/exports/<int:pk>/agree/", exports.export_agree, name="export-agree"),
    path("papers/exports/<int:pk>/decline/", exports.export_decline, name="export-decline"),
    path("papers/exports/<int:pk>/file/", exports.export_file, name="export-file"),
]
