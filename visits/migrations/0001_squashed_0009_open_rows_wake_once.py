import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import records.clock
from records.tables import CreateModels


class Migration(migrations.Migration):
    """What 0001 to 0009 make of an empty database, at once."""

    replaces = [
        ("visits", "0001_the_duty_log"),
        ("visits", "0002_an_empty_answer_closes_nothing"),
        ("visits", "0003_cases_are_handed_over"),
        ("visits", "0004_callbacks_say_whose_work_they_ask_about"),
        ("visits", "0005_tell_old_callbacks_whose_work"),
        ("visits", "0006_a_callback_says_whose_work"),
        ("visits", "0007_done_work_found_by_department"),
        ("visits", "0008_the_clock_looks_after_rows"),
        ("visits", "0009_open_rows_wake_once"),
    ]

    initial = True

    dependencies = [
        ("directory", "0001_squashed_0010_recheck_norms"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Callback",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "number",
                            models.CharField(editable=False, max_length=20, verbose_name="callback number"),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="due at")),
                        ("limit_at", models.DateTimeField(verbose_name="at the latest")),
                        (
                            "next_attempt_at",
                            models.DateTimeField(null=True, verbose_name="next attempt from"),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("face", "Face to face"),
                                    ("phone", "Telephone"),
                                    ("visit", "Home visit"),
                                    ("wechat", "WeChat message"),
                                    ("sms", "Text message"),
                                ],
                                default="phone",
                                max_length=6,
                                verbose_name="method",
                            ),
                        ),
                        (
                            "coverage",
                            models.CharField(
                                choices=[
                                    ("all", "Always called back"),
                                    ("face", "Asked face to face"),
                                    ("sampled", "Drawn into the sample"),
                                    ("light", "Asked in passing"),
                                ],
                                max_length=7,
                                verbose_name="coverage",
                            ),
                        ),
                        (
                            "is_self_done",
                            models.BooleanField(
                                default=False, verbose_name="asked by the desk about its own work"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("scheduled", "Scheduled"),
                                    ("retry", "To be tried again"),
                                    ("exhausted", "Tried in vain"),
                                    ("reached", "Reached"),
                                    ("unreached", "Closed without reaching anybody"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="scheduled",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "missed_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="attempts in vain"),
                        ),
                        (
                            "respondent",
                            models.CharField(blank=True, max_length=40, verbose_name="who answered"),
                        ),
                        (
                            "satisfaction",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (5, "Very satisfied"),
                                    (4, "Satisfied"),
                                    (3, "Basically satisfied"),
                                    (2, "Not satisfied"),
                                    (1, "Very dissatisfied"),
                                ],
                                null=True,
                                verbose_name="satisfaction",
                            ),
                        ),
                        ("feedback", models.TextField(blank=True, verbose_name="comments")),
                        ("reached_at", models.DateTimeField(null=True, verbose_name="reached at")),
                        ("message", models.TextField(blank=True, verbose_name="text message left")),
                        (
                            "assignee",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="callbacks",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="caller",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "reached_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="called by",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="callbacks",
                                to="visits.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.department",
                                verbose_name="department",
                            ),
                        ),
                        ("done_at", models.DateTimeField(null=True, verbose_name="work done at")),
                        (
                            "done_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="work done by",
                            ),
                        ),
                        (
                            "kept_first_promise",
                            models.BooleanField(null=True, verbose_name="first promise kept"),
                        ),
                        (
                            "kept_last_promise",
                            models.BooleanField(null=True, verbose_name="last promise kept"),
                        ),
                        (
                            "reopened_before",
                            models.PositiveSmallIntegerField(null=True, verbose_name="times reopened before"),
                        ),
                        (
                            "told",
                            models.JSONField(
                                default=dict, editable=False, verbose_name="what the clock has told"
                            ),
                        ),
                        (
                            "wakes_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="the clock looks at it at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "callback",
                        "verbose_name_plural": "callbacks",
                        "ordering": ["due_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("reached_at__isnull", True)),
                                fields=["centre", "reached_at", "due_at"],
                                name="callback_unanswered",
                            ),
                            models.Index(
                                condition=models.Q(("reached_at__isnull", True)),
                                fields=["assignee", "reached_at", "due_at"],
                                name="callback_owed",
                            ),
                            models.Index(fields=["centre", "done_at"], name="callback_by_work"),
                            models.Index(
                                condition=models.Q(("reached_at__isnull", False)),
                                fields=["centre", "reached_at", "satisfaction"],
                                name="callback_by_answer",
                            ),
                            models.Index(
                                condition=models.Q(("wakes_at__isnull", False)),
                                fields=["wakes_at"],
                                name="callback_to_wake",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "number"), name="callback_number_is_unique_in_its_centre"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("satisfaction__isnull", True),
                                    ("satisfaction__gte", 3),
                                    models.Q(("feedback", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_dissatisfied_answer_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["exhausted", "unreached"]), _negated=True),
                                    models.Q(
                                        ("missed_count__gte", 3), models.Q(("message", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="tried_in_vain_means_three_times_and_a_message",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["scheduled", "retry", "exhausted"])),
                                fields=("case",),
                                name="one_open_callback_for_each_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reached_at__isnull", False),
                                        ("reached_by__isnull", False),
                                        ("satisfaction__isnull", False),
                                        ("satisfaction__range", (1, 5)),
                                        ("state", "reached"),
                                    ),
                                    models.Q(
                                        models.Q(("state", "reached"), _negated=True),
                                        ("reached_at__isnull", True),
                                        ("reached_by__isnull", True),
                                        ("satisfaction__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="reached_exactly_when_somebody_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("department__isnull", False),
                                    ("done_at__isnull", False),
                                    ("done_by__isnull", False),
                                    ("reopened_before__isnull", False),
                                ),
                                name="a_callback_says_whose_work_it_asks_about",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallbackAttempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=records.clock.now, verbose_name="at")),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("face", "Face to face"),
                                    ("phone", "Telephone"),
                                    ("visit", "Home visit"),
                                    ("wechat", "WeChat message"),
                                    ("sms", "Text message"),
                                ],
                                max_length=6,
                                verbose_name="method",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("reached", "Reached the resident"),
                                    ("no_answer", "No answer"),
                                    ("off", "Switched off"),
                                    ("declined", "Would not talk"),
                                    ("wrong_number", "Wrong number"),
                                    ("later", "Asked to call another time"),
                                ],
                                max_length=12,
                                verbose_name="what came of it",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="called by",
                            ),
                        ),
                        (
                            "callback",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attempts",
                                to="visits.callback",
                                verbose_name="callback",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "callback attempt",
                        "verbose_name_plural": "callback attempts",
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "number",
                            models.CharField(editable=False, max_length=20, verbose_name="case number"),
                        ),
                        ("opened_at", models.DateTimeField(editable=False, verbose_name="opened at")),
                        ("title", models.CharField(max_length=40, verbose_name="matter")),
                        ("visitor_name", models.CharField(blank=True, max_length=40, verbose_name="visitor")),
                        (
                            "location_detail",
                            models.CharField(blank=True, max_length=120, verbose_name="exact location"),
                        ),
                        (
                            "priority",
                            models.CharField(
                                choices=[
                                    ("P0", "Life safety"),
                                    ("P1", "Urgent"),
                                    ("P2", "Ordinary"),
                                    ("P3", "Enquiry"),
                                ],
                                max_length=2,
                                verbose_name="urgency",
                            ),
                        ),
                        ("handler_since", models.DateTimeField(null=True, verbose_name="taken on at")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("promised", "Promised"),
                                    ("in_progress", "In progress"),
                                    ("waiting", "Waiting"),
                                    ("awaiting_callback", "Awaiting callback"),
                                    ("closed", "Closed"),
                                    ("merged", "Merged"),
                                ],
                                max_length=17,
                                verbose_name="status",
                            ),
                        ),
                        ("promise_due_at", models.DateTimeField(null=True, verbose_name="promised by")),
                        (
                            "promise_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="promises made"),
                        ),
                        (
                            "emergency",
                            models.BooleanField(default=False, verbose_name="opened as an emergency"),
                        ),
                        (
                            "introduced",
                            models.BooleanField(
                                default=False, verbose_name="opened by introduction to the cashier"
                            ),
                        ),
                        ("forwarded_at", models.DateTimeField(null=True, verbose_name="forwarded at")),
                        (
                            "outside_name",
                            models.CharField(blank=True, max_length=60, verbose_name="outside party"),
                        ),
                        (
                            "outside_phone",
                            models.CharField(
                                blank=True, max_length=30, verbose_name="outside party's number"
                            ),
                        ),
                        (
                            "outside_contacted_at",
                            models.DateTimeField(null=True, verbose_name="outside party contacted at"),
                        ),
                        (
                            "was_told",
                            models.BooleanField(
                                default=False, verbose_name="the resident has been told how it stands"
                            ),
                        ),
                        (
                            "return_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times returned"),
                        ),
                        (
                            "urge_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times urged"),
                        ),
                        (
                            "reopen_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times reopened"),
                        ),
                        (
                            "carry_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times handed over"),
                        ),
                        (
                            "weight",
                            models.CharField(
                                choices=[("ordinary", "Ordinary"), ("serious", "Serious")],
                                default="ordinary",
                                max_length=8,
                                verbose_name="weight of the complaint",
                            ),
                        ),
                        ("resolved_at", models.DateTimeField(null=True, verbose_name="work done at")),
                        ("result", models.TextField(blank=True, verbose_name="result")),
                        (
                            "overdue_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it took longer"),
                        ),
                        (
                            "kept_first_promise",
                            models.BooleanField(null=True, verbose_name="first promise kept"),
                        ),
                        (
                            "kept_last_promise",
                            models.BooleanField(null=True, verbose_name="last promise kept"),
                        ),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                        (
                            "closing_satisfaction",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (5, "Very satisfied"),
                                    (4, "Satisfied"),
                                    (3, "Basically satisfied"),
                                    (2, "Not satisfied"),
                                    (1, "Very dissatisfied"),
                                ],
                                null=True,
                                verbose_name="satisfaction",
                            ),
                        ),
                        (
                            "close_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("unreached", "Resident could not be reached"),
                                    ("not_ours", "Outside our duty, passed to the proper authority"),
                                    ("answered", "Unreasonable request, answered in writing"),
                                    ("duplicate", "Duplicate, merged"),
                                ],
                                max_length=9,
                                verbose_name="why it was closed",
                            ),
                        ),
                        (
                            "against_department",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.department",
                                verbose_name="complaint against",
                            ),
                        ),
                        (
                            "against_staff",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="complaint about",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="directory.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="closed by",
                            ),
                        ),
                        (
                            "closing_callback",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="closes",
                                to="visits.callback",
                                verbose_name="closing callback",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="directory.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "first_contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases_received",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="first contact",
                            ),
                        ),
                        (
                            "handler",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases_handled",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="handler",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="visits.case",
                                verbose_name="merged into",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases_owned",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="work done by",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="directory.unit",
                                verbose_name="room",
                            ),
                        ),
                        (
                            "visit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="opened",
                                to="visits.visit",
                                verbose_name="opening visit",
                            ),
                        ),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Not escalated"),
                                    (1, "L1: shift leader"),
                                    (2, "L2: manager"),
                                    (3, "L3: quality list"),
                                ],
                                default=0,
                                verbose_name="escalated to",
                            ),
                        ),
                        ("promise_made_at", models.DateTimeField(null=True, verbose_name="promised at")),
                        (
                            "sent_at",
                            models.DateTimeField(null=True, verbose_name="given to the department at"),
                        ),
                        (
                            "told",
                            models.JSONField(
                                default=dict, editable=False, verbose_name="what the clock has told"
                            ),
                        ),
                        (
                            "wakes_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="the clock looks at it at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "case",
                        "verbose_name_plural": "cases",
                        "ordering": ["-opened_at", "-pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["centre", "closed_at", "promise_due_at"],
                                name="case_open_by_promise",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["owner", "closed_at", "promise_due_at"],
                                name="case_open_by_owner",
                            ),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["department", "closed_at", "promise_due_at"],
                                name="case_open_by_department",
                            ),
                            models.Index(fields=["unit", "-opened_at"], name="case_by_unit"),
                            models.Index(fields=["centre", "-opened_at"], name="case_by_opening"),
                            models.Index(
                                fields=["first_contact", "-opened_at"], name="case_by_first_contact"
                            ),
                            models.Index(fields=["centre", "forwarded_at"], name="case_by_forwarding"),
                            models.Index(
                                condition=models.Q(("closed_at__isnull", False)),
                                fields=["centre", "closed_at"],
                                name="case_by_closing",
                            ),
                            models.Index(
                                condition=models.Q(("resolved_at__isnull", False)),
                                fields=["department", "category", "resolved_at", "opened_at"],
                                name="case_done_by_department",
                            ),
                            models.Index(
                                condition=models.Q(("wakes_at__isnull", False)),
                                fields=["wakes_at"],
                                name="case_to_wake",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "number"), name="case_number_is_unique_in_its_centre"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("closed_by__isnull", False),
                                        ("status__in", ["closed", "merged"]),
                                    ),
                                    models.Q(
                                        models.Q(("status__in", ["closed", "merged"]), _negated=True),
                                        ("closed_at__isnull", True),
                                        ("closed_by__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="closed_exactly_when_signed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["closed", "merged"]),
                                    models.Q(
                                        ("close_reason", ""),
                                        ("closing_callback__isnull", True),
                                        ("closing_satisfaction__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_open_case_has_no_closing",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("merged_into__isnull", False), ("status", "merged")),
                                    models.Q(
                                        models.Q(("status", "merged"), _negated=True),
                                        ("merged_into__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="merged_exactly_when_it_says_into_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("resolved_at__isnull", True), ("resolved_by__isnull", True)),
                                    models.Q(
                                        ("resolved_at__isnull", False),
                                        ("resolved_by__isnull", False),
                                        models.Q(("result", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="work_is_done_by_somebody_with_a_result",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "awaiting_callback"), _negated=True),
                                    ("resolved_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_callback_is_awaited_only_for_work_done",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["awaiting_callback", "closed", "merged"]),
                                    ("promise_due_at__isnull", False),
                                    ("emergency", True),
                                    ("introduced", True),
                                    _connector="OR",
                                ),
                                name="an_open_case_has_a_promise",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("handler__isnull", True), ("handler_since__isnull", True)),
                                    models.Q(("handler__isnull", False), ("handler_since__isnull", False)),
                                    _connector="OR",
                                ),
                                name="handler_took_it_on_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status", "promised"),
                                    ("status", "merged"),
                                    ("forwarded_at__isnull", False),
                                    models.Q(("close_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="work_begins_once_it_is_forwarded",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "closed"), _negated=True),
                                    models.Q(
                                        ("close_reason", ""),
                                        ("closing_callback__isnull", False),
                                        ("closing_satisfaction__gte", 3),
                                        ("closing_satisfaction__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("close_reason", ""), _negated=True),
                                        ("closing_callback__isnull", True),
                                        ("closing_satisfaction__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_case_closes_by_a_satisfied_callback_or_a_named_exception",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_at__isnull", True), ("wakes_at__isnull", True), _connector="OR"
                                ),
                                name="the_clock_looks_after_open_cases_only",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__range", (0, 3))),
                                name="a_case_goes_up_three_levels",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseEvent",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=records.clock.now, verbose_name="at")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("opened", "Opened"),
                                    ("promised", "Promised"),
                                    ("forwarded", "Forwarded"),
                                    ("accepted", "Accepted"),
                                    ("returned", "Returned"),
                                    ("assigned", "Assigned"),
                                    ("progress", "Progress"),
                                    ("told", "Resident told"),
                                    ("waiting", "Waiting"),
                                    ("resumed", "Resumed"),
                                    ("rescheduled", "Promise moved"),
                                    ("broken", "Promise broken"),
                                    ("resolved", "Resolved"),
                                    ("urged", "Urged"),
                                    ("called_out", "Outside help called"),
                                    ("outside", "Outside party contacted"),
                                    ("called_back", "Called back"),
                                    ("reopened", "Reopened"),
                                    ("closed", "Closed"),
                                    ("escalated", "Escalated"),
                                    ("merged", "Merged"),
                                    ("reassigned", "Reassigned"),
                                    ("priority", "Priority changed"),
                                    ("introduced", "Introduced to the cashier"),
                                    ("corrected", "Corrected"),
                                    ("handed_over", "Handed over"),
                                    ("taken_over", "Taken over"),
                                ],
                                max_length=12,
                                verbose_name="action",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        ("resident_told", models.BooleanField(default=False, verbose_name="resident told")),
                        (
                            "details",
                            models.JSONField(blank=True, default=dict, verbose_name="before and after"),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="events",
                                to="visits.case",
                                verbose_name="case",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "case event",
                        "verbose_name_plural": "case events",
                        "indexes": [models.Index(fields=["case", "at"], name="event_by_case")],
                    },
                ),
                migrations.CreateModel(
                    name="Disclosure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=records.clock.now, verbose_name="at")),
                        ("subject", models.CharField(max_length=60, verbose_name="whose number")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.servicecentre",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "disclosure",
                        "verbose_name_plural": "disclosures",
                        "ordering": ["-at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True),
                                name="disclosure_has_a_reason",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slot", models.CharField(max_length=40)),
                        ("body", models.BinaryField()),
                        ("saved_at", models.DateTimeField(verbose_name="saved at")),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="drafts",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "draft",
                        "verbose_name_plural": "drafts",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("staff", "slot"), name="one_draft_for_each_slot_of_a_person"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalCallback",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "number",
                            models.CharField(editable=False, max_length=20, verbose_name="callback number"),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="due at")),
                        ("limit_at", models.DateTimeField(verbose_name="at the latest")),
                        (
                            "next_attempt_at",
                            models.DateTimeField(null=True, verbose_name="next attempt from"),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("face", "Face to face"),
                                    ("phone", "Telephone"),
                                    ("visit", "Home visit"),
                                    ("wechat", "WeChat message"),
                                    ("sms", "Text message"),
                                ],
                                default="phone",
                                max_length=6,
                                verbose_name="method",
                            ),
                        ),
                        (
                            "coverage",
                            models.CharField(
                                choices=[
                                    ("all", "Always called back"),
                                    ("face", "Asked face to face"),
                                    ("sampled", "Drawn into the sample"),
                                    ("light", "Asked in passing"),
                                ],
                                max_length=7,
                                verbose_name="coverage",
                            ),
                        ),
                        (
                            "is_self_done",
                            models.BooleanField(
                                default=False, verbose_name="asked by the desk about its own work"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("scheduled", "Scheduled"),
                                    ("retry", "To be tried again"),
                                    ("exhausted", "Tried in vain"),
                                    ("reached", "Reached"),
                                    ("unreached", "Closed without reaching anybody"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="scheduled",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "missed_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="attempts in vain"),
                        ),
                        (
                            "respondent",
                            models.CharField(blank=True, max_length=40, verbose_name="who answered"),
                        ),
                        (
                            "satisfaction",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (5, "Very satisfied"),
                                    (4, "Satisfied"),
                                    (3, "Basically satisfied"),
                                    (2, "Not satisfied"),
                                    (1, "Very dissatisfied"),
                                ],
                                null=True,
                                verbose_name="satisfaction",
                            ),
                        ),
                        ("feedback", models.TextField(blank=True, verbose_name="comments")),
                        ("reached_at", models.DateTimeField(null=True, verbose_name="reached at")),
                        ("message", models.TextField(blank=True, verbose_name="text message left")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "assignee",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="caller",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="visits.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reached_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="called by",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.department",
                                verbose_name="department",
                            ),
                        ),
                        ("done_at", models.DateTimeField(null=True, verbose_name="work done at")),
                        (
                            "done_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="work done by",
                            ),
                        ),
                        (
                            "kept_first_promise",
                            models.BooleanField(null=True, verbose_name="first promise kept"),
                        ),
                        (
                            "kept_last_promise",
                            models.BooleanField(null=True, verbose_name="last promise kept"),
                        ),
                        (
                            "reopened_before",
                            models.PositiveSmallIntegerField(null=True, verbose_name="times reopened before"),
                        ),
                    ],
                    options={
                        "verbose_name": "historical callback",
                        "verbose_name_plural": "historical callbacks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPromise",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("place", models.PositiveSmallIntegerField(verbose_name="number of the promise")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("arrive", "Come to the home"),
                                    ("answer", "Give an answer"),
                                    ("finish", "Finish the work"),
                                ],
                                default="finish",
                                max_length=8,
                                verbose_name="promise kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="what was promised")),
                        ("due_at", models.DateTimeField(verbose_name="promised by")),
                        (
                            "estimate_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="department's estimate"),
                        ),
                        (
                            "thin_margin_accepted",
                            models.BooleanField(
                                default=False, verbose_name="promised without the usual margin"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was moved"),
                        ),
                        ("resident_told", models.BooleanField(default=True, verbose_name="resident told")),
                        (
                            "made_at",
                            models.DateTimeField(default=records.clock.now, verbose_name="promised at"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("standing", "Standing"),
                                    ("kept", "Kept"),
                                    ("moved", "Moved in time"),
                                    ("broken", "Broken"),
                                    ("void", "No longer needed"),
                                ],
                                default="standing",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="visits.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical promise",
                        "verbose_name_plural": "historical promises",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalVisit",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "number",
                            models.CharField(editable=False, max_length=20, verbose_name="record number"),
                        ),
                        ("duty_date", models.DateField(editable=False, verbose_name="duty date")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("walk_in", "Walk-in"),
                                    ("call", "Call"),
                                    ("letter", "Letter"),
                                    ("wechat", "WeChat"),
                                    ("app", "App"),
                                    ("intercom", "Intercom"),
                                    ("patrol", "Found on patrol"),
                                    ("hotline", "Passed on by 12345"),
                                    ("other", "Other channel"),
                                ],
                                default="walk_in",
                                max_length=8,
                                verbose_name="channel",
                            ),
                        ),
                        ("arrived_at", models.DateTimeField(verbose_name="arrived / called at")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="entered at")),
                        (
                            "ring_count",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="rings before answer"
                            ),
                        ),
                        ("visitor_name", models.CharField(blank=True, max_length=40, verbose_name="visitor")),
                        (
                            "visitor_kind",
                            models.CharField(
                                choices=[
                                    ("owner", "owner"),
                                    ("family", "family"),
                                    ("tenant", "tenant"),
                                    ("fitout", "fit-out worker"),
                                    ("shop", "shop"),
                                    ("guest", "guest"),
                                    ("agent", "agent"),
                                    ("courier", "courier"),
                                    ("government", "government office"),
                                    ("other", "other"),
                                ],
                                default="owner",
                                max_length=10,
                                verbose_name="visitor kind",
                            ),
                        ),
                        ("anonymous", models.BooleanField(default=False, verbose_name="anonymous")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                        (
                            "phone_declined",
                            models.BooleanField(
                                default=False, verbose_name="would rather not leave a number"
                            ),
                        ),
                        (
                            "contact_pref",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="preferred contact time"
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("home", "Inside the home"),
                                    ("entrance", "Entrance"),
                                    ("building", "Building"),
                                    ("community", "Common area"),
                                ],
                                default="home",
                                max_length=9,
                                verbose_name="scope",
                            ),
                        ),
                        (
                            "location_detail",
                            models.CharField(blank=True, max_length=120, verbose_name="exact location"),
                        ),
                        (
                            "identity_check",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("card", "Access card"),
                                    ("file", "Resident file"),
                                    ("document", "Identity document"),
                                    ("rang_back", "Rang the registered number"),
                                    ("unchecked", "Not checked"),
                                ],
                                max_length=9,
                                verbose_name="identity check",
                            ),
                        ),
                        (
                            "owner_confirmed_by",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "In person"),
                                    ("letter", "Letter of authority"),
                                    ("phone", "By telephone"),
                                    ("video", "By video"),
                                ],
                                max_length=9,
                                verbose_name="owner confirmed",
                            ),
                        ),
                        (
                            "subcategory",
                            models.CharField(blank=True, max_length=40, verbose_name="subcategory"),
                        ),
                        (
                            "priority",
                            models.CharField(
                                choices=[
                                    ("P0", "Life safety"),
                                    ("P1", "Urgent"),
                                    ("P2", "Ordinary"),
                                    ("P3", "Enquiry"),
                                ],
                                default="P2",
                                max_length=2,
                                verbose_name="urgency",
                            ),
                        ),
                        ("statement", models.TextField(blank=True, verbose_name="what the resident said")),
                        (
                            "occurred_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="occurred at"),
                        ),
                        (
                            "restated",
                            models.BooleanField(default=False, verbose_name="restated and confirmed"),
                        ),
                        ("reply", models.TextField(blank=True, verbose_name="what the resident was told")),
                        (
                            "quoting_reason",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="quoting the resident, because"
                            ),
                        ),
                        ("apology_given", models.BooleanField(default=False, verbose_name="apology given")),
                        (
                            "reason_explained",
                            models.TextField(blank=True, verbose_name="why it could not be done now"),
                        ),
                        (
                            "satisfaction",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (5, "Very satisfied"),
                                    (4, "Satisfied"),
                                    (3, "Basically satisfied"),
                                    (2, "Not satisfied"),
                                    (1, "Very dissatisfied"),
                                ],
                                null=True,
                                verbose_name="satisfied, asked face to face",
                            ),
                        ),
                        (
                            "new_matter_reason",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="why it is another matter"
                            ),
                        ),
                        ("departed_at", models.DateTimeField(blank=True, null=True, verbose_name="left at")),
                        ("desk_cleared", models.BooleanField(default=False, verbose_name="desk tidied")),
                        ("remark", models.TextField(blank=True, verbose_name="remarks")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("receiving", "Being received"),
                                    ("answered", "Answered on the spot"),
                                    ("case", "Case opened"),
                                    ("introduced", "Introduced to the cashier"),
                                    ("joined", "Joined as an urge"),
                                    ("void", "Void"),
                                ],
                                default="receiving",
                                editable=False,
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=200, verbose_name="why it is void"
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.desk",
                                verbose_name="service desk",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="entered by",
                            ),
                        ),
                        (
                            "first_contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="first contact",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "joins",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="visits.case",
                                verbose_name="joins",
                            ),
                        ),
                        (
                            "resident",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.resident",
                                verbose_name="resident",
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.shift",
                                verbose_name="shift",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.unit",
                                verbose_name="room",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical visit",
                        "verbose_name_plural": "historical visits",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Promise",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField(verbose_name="number of the promise")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("arrive", "Come to the home"),
                                    ("answer", "Give an answer"),
                                    ("finish", "Finish the work"),
                                ],
                                default="finish",
                                max_length=8,
                                verbose_name="promise kind",
                            ),
                        ),
                        ("text", models.CharField(max_length=200, verbose_name="what was promised")),
                        ("due_at", models.DateTimeField(verbose_name="promised by")),
                        (
                            "estimate_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="department's estimate"),
                        ),
                        (
                            "thin_margin_accepted",
                            models.BooleanField(
                                default=False, verbose_name="promised without the usual margin"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it was moved"),
                        ),
                        ("resident_told", models.BooleanField(default=True, verbose_name="resident told")),
                        (
                            "made_at",
                            models.DateTimeField(default=records.clock.now, verbose_name="promised at"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("standing", "Standing"),
                                    ("kept", "Kept"),
                                    ("moved", "Moved in time"),
                                    ("broken", "Broken"),
                                    ("void", "No longer needed"),
                                ],
                                default="standing",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="promises",
                                to="visits.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "promise",
                        "verbose_name_plural": "promises",
                        "ordering": ["place"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "place"), name="promises_of_a_case_are_counted"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "standing")),
                                fields=("case",),
                                name="one_standing_promise_for_each_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at__isnull", True), ("state", "standing")),
                                    models.Q(
                                        models.Q(("state", "standing"), _negated=True),
                                        ("ended_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="promise_has_ended_exactly_when_it_no_longer_stands",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_at__gt", models.F("made_at"))),
                                name="promise_lies_ahead_when_it_is_made",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("place", 1),
                                    models.Q(
                                        ("resident_told", True), models.Q(("reason", ""), _negated=True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_later_promise_has_a_reason_and_the_resident_was_told",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "number",
                            models.CharField(editable=False, max_length=20, verbose_name="record number"),
                        ),
                        ("duty_date", models.DateField(editable=False, verbose_name="duty date")),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("walk_in", "Walk-in"),
                                    ("call", "Call"),
                                    ("letter", "Letter"),
                                    ("wechat", "WeChat"),
                                    ("app", "App"),
                                    ("intercom", "Intercom"),
                                    ("patrol", "Found on patrol"),
                                    ("hotline", "Passed on by 12345"),
                                    ("other", "Other channel"),
                                ],
                                default="walk_in",
                                max_length=8,
                                verbose_name="channel",
                            ),
                        ),
                        ("arrived_at", models.DateTimeField(verbose_name="arrived / called at")),
                        ("entered_at", models.DateTimeField(editable=False, verbose_name="entered at")),
                        (
                            "ring_count",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="rings before answer"
                            ),
                        ),
                        ("visitor_name", models.CharField(blank=True, max_length=40, verbose_name="visitor")),
                        (
                            "visitor_kind",
                            models.CharField(
                                choices=[
                                    ("owner", "owner"),
                                    ("family", "family"),
                                    ("tenant", "tenant"),
                                    ("fitout", "fit-out worker"),
                                    ("shop", "shop"),
                                    ("guest", "guest"),
                                    ("agent", "agent"),
                                    ("courier", "courier"),
                                    ("government", "government office"),
                                    ("other", "other"),
                                ],
                                default="owner",
                                max_length=10,
                                verbose_name="visitor kind",
                            ),
                        ),
                        ("anonymous", models.BooleanField(default=False, verbose_name="anonymous")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                        (
                            "phone_declined",
                            models.BooleanField(
                                default=False, verbose_name="would rather not leave a number"
                            ),
                        ),
                        (
                            "contact_pref",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="preferred contact time"
                            ),
                        ),
                        (
                            "scope",
                            models.CharField(
                                choices=[
                                    ("home", "Inside the home"),
                                    ("entrance", "Entrance"),
                                    ("building", "Building"),
                                    ("community", "Common area"),
                                ],
                                default="home",
                                max_length=9,
                                verbose_name="scope",
                            ),
                        ),
                        (
                            "location_detail",
                            models.CharField(blank=True, max_length=120, verbose_name="exact location"),
                        ),
                        (
                            "identity_check",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("card", "Access card"),
                                    ("file", "Resident file"),
                                    ("document", "Identity document"),
                                    ("rang_back", "Rang the registered number"),
                                    ("unchecked", "Not checked"),
                                ],
                                max_length=9,
                                verbose_name="identity check",
                            ),
                        ),
                        (
                            "owner_confirmed_by",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("in_person", "In person"),
                                    ("letter", "Letter of authority"),
                                    ("phone", "By telephone"),
                                    ("video", "By video"),
                                ],
                                max_length=9,
                                verbose_name="owner confirmed",
                            ),
                        ),
                        (
                            "subcategory",
                            models.CharField(blank=True, max_length=40, verbose_name="subcategory"),
                        ),
                        (
                            "priority",
                            models.CharField(
                                choices=[
                                    ("P0", "Life safety"),
                                    ("P1", "Urgent"),
                                    ("P2", "Ordinary"),
                                    ("P3", "Enquiry"),
                                ],
                                default="P2",
                                max_length=2,
                                verbose_name="urgency",
                            ),
                        ),
                        ("statement", models.TextField(blank=True, verbose_name="what the resident said")),
                        (
                            "occurred_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="occurred at"),
                        ),
                        (
                            "restated",
                            models.BooleanField(default=False, verbose_name="restated and confirmed"),
                        ),
                        ("reply", models.TextField(blank=True, verbose_name="what the resident was told")),
                        (
                            "quoting_reason",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="quoting the resident, because"
                            ),
                        ),
                        ("apology_given", models.BooleanField(default=False, verbose_name="apology given")),
                        (
                            "reason_explained",
                            models.TextField(blank=True, verbose_name="why it could not be done now"),
                        ),
                        (
                            "satisfaction",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                choices=[
                                    (5, "Very satisfied"),
                                    (4, "Satisfied"),
                                    (3, "Basically satisfied"),
                                    (2, "Not satisfied"),
                                    (1, "Very dissatisfied"),
                                ],
                                null=True,
                                verbose_name="satisfied, asked face to face",
                            ),
                        ),
                        (
                            "new_matter_reason",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="why it is another matter"
                            ),
                        ),
                        ("departed_at", models.DateTimeField(blank=True, null=True, verbose_name="left at")),
                        ("desk_cleared", models.BooleanField(default=False, verbose_name="desk tidied")),
                        ("remark", models.TextField(blank=True, verbose_name="remarks")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("receiving", "Being received"),
                                    ("answered", "Answered on the spot"),
                                    ("case", "Case opened"),
                                    ("introduced", "Introduced to the cashier"),
                                    ("joined", "Joined as an urge"),
                                    ("void", "Void"),
                                ],
                                default="receiving",
                                editable=False,
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "void_reason",
                            models.CharField(
                                blank=True, editable=False, max_length=200, verbose_name="why it is void"
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="directory.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="directory.desk",
                                verbose_name="service desk",
                            ),
                        ),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="entered by",
                            ),
                        ),
                        (
                            "first_contact",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits_received",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="first contact",
                            ),
                        ),
                        (
                            "joins",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="urges",
                                to="visits.case",
                                verbose_name="joins",
                            ),
                        ),
                        (
                            "resident",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="directory.resident",
                                verbose_name="resident",
                            ),
                        ),
                        (
                            "shift",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="directory.shift",
                                verbose_name="shift",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="directory.unit",
                                verbose_name="room",
                            ),
                        ),
                        (
                            "told",
                            models.JSONField(
                                default=dict, editable=False, verbose_name="what the clock has told"
                            ),
                        ),
                        (
                            "wakes_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="the clock looks at it at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "visit",
                        "verbose_name_plural": "visits",
                        "ordering": ["arrived_at", "number"],
                        "indexes": [
                            models.Index(fields=["shift", "arrived_at", "number"], name="visit_by_shift"),
                            models.Index(
                                fields=["centre", "duty_date", "arrived_at"], name="visit_by_duty_date"
                            ),
                            models.Index(fields=["unit", "-arrived_at"], name="visit_by_unit"),
                            models.Index(
                                fields=["first_contact", "-entered_at"], name="visit_by_first_contact"
                            ),
                            models.Index(fields=["status", "centre", "arrived_at"], name="visit_by_status"),
                            models.Index(
                                condition=models.Q(("wakes_at__isnull", False)),
                                fields=["wakes_at"],
                                name="visit_to_wake",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "number"), name="record_number_is_unique_in_its_centre"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "answered"), _negated=True),
                                    models.Q(
                                        models.Q(("statement", ""), _negated=True),
                                        models.Q(("reply", ""), _negated=True),
                                        ("category__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_answered_visit_says_what_was_asked_and_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("satisfaction__isnull", True),
                                    ("satisfaction__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="visit_satisfaction_is_one_of_five_answers",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "answered"), _negated=True),
                                    ("satisfaction__isnull", True),
                                    ("satisfaction__gte", 3),
                                    _connector="OR",
                                ),
                                name="an_answered_visit_left_nobody_dissatisfied",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("status", "case"), _negated=True),
                                    ("priority", "P0"),
                                    models.Q(
                                        ("apology_given", True),
                                        ("category__isnull", False),
                                        ("restated", True),
                                        models.Q(("reason_explained", ""), _negated=True),
                                        models.Q(("statement", ""), _negated=True),
                                        models.Q(
                                            models.Q(("phone", ""), _negated=True),
                                            ("phone_declined", True),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="what_was_not_solved_was_restated_apologised_for_and_explained",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("joins__isnull", False), ("status", "joined")),
                                    models.Q(
                                        models.Q(("status", "joined"), _negated=True), ("joins__isnull", True)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_visit_joins_a_case_exactly_when_it_is_an_urge",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("status", "void"), models.Q(("void_reason", ""), _negated=True)
                                    ),
                                    models.Q(
                                        models.Q(("status", "void"), _negated=True), ("void_reason", "")
                                    ),
                                    _connector="OR",
                                ),
                                name="a_void_visit_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("arrived_at__lte", models.F("entered_at"))),
                                name="a_visit_is_entered_after_the_resident_arrived",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "matter",
                            models.CharField(
                                choices=[
                                    ("management", "Management fee"),
                                    ("utilities", "Water and power"),
                                    ("parking", "Parking fee"),
                                    ("deposit", "Fit-out deposit"),
                                    ("card", "Card cost"),
                                    ("repair", "Repair charge"),
                                    ("refund", "Refund"),
                                    ("invoice", "Invoice"),
                                    ("other", "Other fee"),
                                ],
                                default="management",
                                max_length=10,
                                verbose_name="fee matter",
                            ),
                        ),
                        (
                            "referred_at",
                            models.DateTimeField(default=records.clock.now, verbose_name="introduced at"),
                        ),
                        ("accepted_at", models.DateTimeField(null=True, verbose_name="taken over at")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("offered", "Waiting for the cashier"),
                                    ("accepted", "Taken over"),
                                    ("done", "Finished"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="offered",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("settled", "Settled"),
                                    ("review", "To be checked again"),
                                    ("later", "Another appointment"),
                                    ("left", "The resident left"),
                                ],
                                max_length=8,
                                verbose_name="what came of it",
                            ),
                        ),
                        (
                            "receipt_no",
                            models.CharField(blank=True, max_length=30, verbose_name="receipt number"),
                        ),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken over by",
                            ),
                        ),
                        (
                            "case",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referral",
                                to="visits.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "referred_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="introduced by",
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="cashier",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="visits.visit",
                                verbose_name="visit",
                            ),
                        ),
                        (
                            "told",
                            models.JSONField(
                                default=dict, editable=False, verbose_name="what the clock has told"
                            ),
                        ),
                        (
                            "wakes_at",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="the clock looks at it at"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "introduction to the cashier",
                        "verbose_name_plural": "introductions to the cashier",
                        "ordering": ["referred_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["offered", "accepted"])),
                                fields=["centre", "referred_at"],
                                name="referral_unsettled",
                            ),
                            models.Index(
                                condition=models.Q(("wakes_at__isnull", False)),
                                fields=["wakes_at"],
                                name="referral_to_wake",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["offered", "accepted"])),
                                fields=("visit",),
                                name="one_introduction_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("accepted_at__isnull", True),
                                        ("accepted_by__isnull", True),
                                        ("case__isnull", True),
                                    ),
                                    models.Q(
                                        ("accepted_at__isnull", False),
                                        ("accepted_by__isnull", False),
                                        ("case__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="taken_over_by_somebody_with_a_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["accepted", "done"]), _negated=True),
                                    ("accepted_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="nothing_is_settled_before_it_is_taken_over",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "done"), models.Q(("outcome", ""), _negated=True)),
                                    models.Q(models.Q(("state", "done"), _negated=True), ("outcome", "")),
                                    _connector="OR",
                                ),
                                name="finished_exactly_when_it_says_what_came_of_it",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("to", models.F("referred_by")), _negated=True),
                                name="nobody_introduces_a_resident_to_themselves",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalReferral",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "matter",
                            models.CharField(
                                choices=[
                                    ("management", "Management fee"),
                                    ("utilities", "Water and power"),
                                    ("parking", "Parking fee"),
                                    ("deposit", "Fit-out deposit"),
                                    ("card", "Card cost"),
                                    ("repair", "Repair charge"),
                                    ("refund", "Refund"),
                                    ("invoice", "Invoice"),
                                    ("other", "Other fee"),
                                ],
                                default="management",
                                max_length=10,
                                verbose_name="fee matter",
                            ),
                        ),
                        (
                            "referred_at",
                            models.DateTimeField(default=records.clock.now, verbose_name="introduced at"),
                        ),
                        ("accepted_at", models.DateTimeField(null=True, verbose_name="taken over at")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("offered", "Waiting for the cashier"),
                                    ("accepted", "Taken over"),
                                    ("done", "Finished"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="offered",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("settled", "Settled"),
                                    ("review", "To be checked again"),
                                    ("later", "Another appointment"),
                                    ("left", "The resident left"),
                                ],
                                max_length=8,
                                verbose_name="what came of it",
                            ),
                        ),
                        (
                            "receipt_no",
                            models.CharField(blank=True, max_length=30, verbose_name="receipt number"),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "accepted_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken over by",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="visits.case",
                                verbose_name="case",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "referred_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="introduced by",
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="cashier",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="visits.visit",
                                verbose_name="visit",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical introduction to the cashier",
                        "verbose_name_plural": "historical introductions to the cashier",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalCase",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("version", models.PositiveIntegerField(default=0, editable=False)),
                        (
                            "number",
                            models.CharField(editable=False, max_length=20, verbose_name="case number"),
                        ),
                        ("opened_at", models.DateTimeField(editable=False, verbose_name="opened at")),
                        ("title", models.CharField(max_length=40, verbose_name="matter")),
                        ("visitor_name", models.CharField(blank=True, max_length=40, verbose_name="visitor")),
                        (
                            "location_detail",
                            models.CharField(blank=True, max_length=120, verbose_name="exact location"),
                        ),
                        (
                            "priority",
                            models.CharField(
                                choices=[
                                    ("P0", "Life safety"),
                                    ("P1", "Urgent"),
                                    ("P2", "Ordinary"),
                                    ("P3", "Enquiry"),
                                ],
                                max_length=2,
                                verbose_name="urgency",
                            ),
                        ),
                        ("handler_since", models.DateTimeField(null=True, verbose_name="taken on at")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("promised", "Promised"),
                                    ("in_progress", "In progress"),
                                    ("waiting", "Waiting"),
                                    ("awaiting_callback", "Awaiting callback"),
                                    ("closed", "Closed"),
                                    ("merged", "Merged"),
                                ],
                                max_length=17,
                                verbose_name="status",
                            ),
                        ),
                        ("promise_due_at", models.DateTimeField(null=True, verbose_name="promised by")),
                        (
                            "promise_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="promises made"),
                        ),
                        (
                            "emergency",
                            models.BooleanField(default=False, verbose_name="opened as an emergency"),
                        ),
                        (
                            "introduced",
                            models.BooleanField(
                                default=False, verbose_name="opened by introduction to the cashier"
                            ),
                        ),
                        ("forwarded_at", models.DateTimeField(null=True, verbose_name="forwarded at")),
                        (
                            "outside_name",
                            models.CharField(blank=True, max_length=60, verbose_name="outside party"),
                        ),
                        (
                            "outside_phone",
                            models.CharField(
                                blank=True, max_length=30, verbose_name="outside party's number"
                            ),
                        ),
                        (
                            "outside_contacted_at",
                            models.DateTimeField(null=True, verbose_name="outside party contacted at"),
                        ),
                        (
                            "was_told",
                            models.BooleanField(
                                default=False, verbose_name="the resident has been told how it stands"
                            ),
                        ),
                        (
                            "return_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times returned"),
                        ),
                        (
                            "urge_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times urged"),
                        ),
                        (
                            "reopen_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times reopened"),
                        ),
                        (
                            "carry_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times handed over"),
                        ),
                        (
                            "weight",
                            models.CharField(
                                choices=[("ordinary", "Ordinary"), ("serious", "Serious")],
                                default="ordinary",
                                max_length=8,
                                verbose_name="weight of the complaint",
                            ),
                        ),
                        ("resolved_at", models.DateTimeField(null=True, verbose_name="work done at")),
                        ("result", models.TextField(blank=True, verbose_name="result")),
                        (
                            "overdue_reason",
                            models.CharField(blank=True, max_length=300, verbose_name="why it took longer"),
                        ),
                        (
                            "kept_first_promise",
                            models.BooleanField(null=True, verbose_name="first promise kept"),
                        ),
                        (
                            "kept_last_promise",
                            models.BooleanField(null=True, verbose_name="last promise kept"),
                        ),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                        (
                            "closing_satisfaction",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (5, "Very satisfied"),
                                    (4, "Satisfied"),
                                    (3, "Basically satisfied"),
                                    (2, "Not satisfied"),
                                    (1, "Very dissatisfied"),
                                ],
                                null=True,
                                verbose_name="satisfaction",
                            ),
                        ),
                        (
                            "close_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("unreached", "Resident could not be reached"),
                                    ("not_ours", "Outside our duty, passed to the proper authority"),
                                    ("answered", "Unreasonable request, answered in writing"),
                                    ("duplicate", "Duplicate, merged"),
                                ],
                                max_length=9,
                                verbose_name="why it was closed",
                            ),
                        ),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "against_department",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.department",
                                verbose_name="complaint against",
                            ),
                        ),
                        (
                            "against_staff",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="complaint about",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "centre",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="closed by",
                            ),
                        ),
                        (
                            "closing_callback",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="visits.callback",
                                verbose_name="closing callback",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.department",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "first_contact",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="first contact",
                            ),
                        ),
                        (
                            "handler",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="handler",
                            ),
                        ),
                        (
                            "history_user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="visits.case",
                                verbose_name="merged into",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="work done by",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.unit",
                                verbose_name="room",
                            ),
                        ),
                        (
                            "visit",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="visits.visit",
                                verbose_name="opening visit",
                            ),
                        ),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (0, "Not escalated"),
                                    (1, "L1: shift leader"),
                                    (2, "L2: manager"),
                                    (3, "L3: quality list"),
                                ],
                                default=0,
                                verbose_name="escalated to",
                            ),
                        ),
                        ("promise_made_at", models.DateTimeField(null=True, verbose_name="promised at")),
                        (
                            "sent_at",
                            models.DateTimeField(null=True, verbose_name="given to the department at"),
                        ),
                    ],
                    options={
                        "verbose_name": "historical case",
                        "verbose_name_plural": "historical cases",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
            ]
        )
    ]
