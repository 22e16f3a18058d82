"""Paths of the duty log (design.md §5)."""

from django.urls import path, register_converter

from visits.converters import DutyDate
from visits.views import callbacks, case, cases, desk, find, late, log, promise, referrals, visit
from visits.views.verbs import VERBS

register_converter(DutyDate, "duty_date")

app_name = "visits"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("callbacks/", callbacks.callback_list, name="callback-list"),
    path("callbacks/<slug:number>/", callbacks.callback, name="callback"),
    path("callbacks/<slug:number>/hand-to/", callbacks.callback_hand_to, name="callback-hand-to"),
    path("callbacks/<slug:number>/reveal/", callbacks.callback_reveal, name="callback-reveal"),
    path("cases/", cases.case_list, name="case-list"),
    path("cases/<slug:number>/", case.case, name="case"),
    path("cases/<slug:number>/reveal/", case.case_reveal, name="case-reveal"),
    *(
        path(f"cases/<slug:number>/{verb}/", case.case_verb, {"verb": verb}, name=f"case-{verb}")
        for verb in VERBS
    ),
    path("drafts/", desk.draft_save, name="draft-save"),
    path("drafts/<slug:slot>/discard/", desk.draft_discard, name="draft-discard"),
    path("faq/", desk.faq, name="faq"),
    path("find/", find.find, name="find"),
    path("log/", log.log, name="log"),
    path("log/<duty_date:day>/", log.log, name="log"),
    path("log/<duty_date:day>/as-of/", log.log_as_of, name="log-as-of"),
    path("log/<duty_date:day>/<str:shift>/", log.log, name="log"),
    path("log/<duty_date:day>/<str:shift>/print/", log.log_print, name="log-print"),
    path("lookup/", desk.lookup_people, name="lookup"),
    path("lookup/known/", desk.lookup_known, name="lookup-known"),
    path("promise/suggest/", promise.promise_suggest, name="promise-suggest"),
    path("referrals/<int:pk>/settle/", referrals.referral_settle, name="referral-settle"),
    path("referrals/<int:pk>/take-over/", referrals.referral_take_over, name="referral-take-over"),
    path("units/<path:code>/reveal/<int:pk>/", find.unit_reveal, name="unit-reveal"),
    path("units/<path:code>/", find.unit, name="unit"),
    path("visits/late/", late.visit_late, name="visit-late"),
    path("visits/new/", visit.visit_new, name="visit-new"),
    path("visits/<slug:number>/", visit.visit, name="visit"),
    path("visits/<slug:number>/correct/", visit.visit_correct, name="visit-correct"),
    path("visits/<slug:number>/finish/", visit.visit_finish, name="visit-finish"),
    path("visits/<slug:number>/reveal/", visit.visit_reveal, name="visit-reveal"),
    path("visits/<slug:number>/see-off/", visit.visit_see_off, name="visit-see-off"),
    path("visits/<slug:number>/void/", visit.visit_void, name="visit-void"),
]
