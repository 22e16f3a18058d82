"""Paths of the handover log (design.md §5)."""

from django.urls import URLPattern, path

from handover.views import exits, incoming, notes, roster, sheet

app_name = "handover"

urlpatterns: list[URLPattern] = [
    path("handover/", sheet.handover_list, name="handover-list"),
    path("handover/begin/<int:pk>/", sheet.handover_begin, name="handover-begin"),
    path("handover/notes/", notes.note_list, name="note-list"),
    path("handover/notes/<int:pk>/", notes.note, name="note"),
    path("handover/notes/new/", notes.note_new, name="note-new"),
    path("handover/<slug:number>/", sheet.handover, name="handover"),
    path("handover/<slug:number>/accept/", incoming.handover_accept, name="handover-accept"),
    path("handover/<slug:number>/add/", exits.handover_add, name="handover-add"),
    path("handover/<slug:number>/allow/<int:pk>/", exits.handover_allow, name="handover-allow"),
    path("handover/<slug:number>/ask/", incoming.handover_ask, name="handover-ask"),
    path("handover/<slug:number>/override/", exits.handover_override, name="handover-override"),
    path("handover/<slug:number>/print/", sheet.handover_print, name="handover-print"),
    path("handover/<slug:number>/refuse/", incoming.handover_refuse, name="handover-refuse"),
    path("handover/<slug:number>/release/", exits.handover_release, name="handover-release"),
    path("handover/<slug:number>/review/", exits.handover_review, name="handover-review"),
    path("handover/<slug:number>/take/", incoming.handover_take_list, name="handover-take-list"),
    path("handover/<slug:number>/take/<int:pk>/", incoming.handover_take, name="handover-take"),
    path("handover/<slug:number>/take-over/", exits.handover_take_over, name="handover-take-over"),
    path("handover/<slug:number>/withdraw/", exits.handover_withdraw, name="handover-withdraw"),
    path("roster/", roster.roster_week, name="roster"),
    path("roster/paste/", roster.roster_paste, name="roster-paste"),
    path("roster/put-on/", roster.roster_put_on, name="roster-put-on"),
    path("roster/take-off/<int:pk>/", roster.roster_take_off, name="roster-take-off"),
]
