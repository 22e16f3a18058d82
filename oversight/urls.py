"""Paths of the board and the wall (design.md §5)."""

from django.urls import path

from oversight.views import board, breaches, listing, saved, supervision, wall

app_name = "oversight"

urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/breaches/", breaches.breach_list, name="breach-list"),
    path("board/breaches/new/", breaches.breach_new, name="breach-new"),
    path("board/breaches/<slug:number>/", breaches.breach, name="breach"),
    path("board/breaches/<slug:number>/state/", breaches.breach_state, name="breach-state"),
    path("board/breaches/<slug:number>/withdraw/", breaches.breach_withdraw, name="breach-withdraw"),
    path("board/definitions/", board.definitions, name="definitions"),
    path("board/people/", board.people, name="people"),
    path("board/reading/", supervision.reading, name="reading"),
    path("board/reading/<int:pk>/sign/", supervision.log_sign, name="log-sign"),
    path("board/rechecks/<int:pk>/", supervision.recheck, name="recheck"),
    path("board/rows/<slug:code>/", listing.figure_rows, name="rows"),
    path("board/views/", saved.view_save, name="view-save"),
    path("board/views/<int:pk>/withdraw/", saved.view_withdraw, name="view-withdraw"),
    path("wall/", wall.wall, name="wall"),
]
