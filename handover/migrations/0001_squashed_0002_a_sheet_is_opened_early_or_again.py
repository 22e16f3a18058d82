import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import records.clock
from records.tables import CreateModels


class Migration(migrations.Migration):
    """What 0001 to 0002 make of an empty database, at once."""

    replaces = [("handover", "0001_the_handover_log"), ("handover", "0002_a_sheet_is_opened_early_or_again")]

    initial = True

    dependencies = [
        ("directory", "0001_squashed_0010_recheck_norms"),
        ("visits", "0001_squashed_0009_open_rows_wake_once"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Handover",
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
                            models.CharField(editable=False, max_length=20, verbose_name="handover number"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being written"),
                                    ("submitted", "Signed, waiting for relief"),
                                    ("refused", "Refused"),
                                    ("accepted", "Taken over"),
                                    ("substituted", "Taken over by a supervisor"),
                                    ("overridden", "Let go by a manager"),
                                ],
                                default="draft",
                                max_length=11,
                                verbose_name="state",
                            ),
                        ),
                        ("begun_at", models.DateTimeField(verbose_name="begun at")),
                        ("summary", models.TextField(blank=True, verbose_name="how the shift went")),
                        (
                            "instructions",
                            models.TextField(blank=True, verbose_name="instructions to pass on"),
                        ),
                        (
                            "public_area",
                            models.TextField(blank=True, verbose_name="common areas and equipment"),
                        ),
                        (
                            "nil_open",
                            models.BooleanField(
                                default=False, verbose_name="nothing outstanding in this shift"
                            ),
                        ),
                        ("signed_out_at", models.DateTimeField(null=True, verbose_name="outgoing signed at")),
                        (
                            "leaves_before_relief",
                            models.BooleanField(default=False, verbose_name="waits for the opening shift"),
                        ),
                        (
                            "refuse_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times refused"),
                        ),
                        (
                            "refuse_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("unclear", "The record is unclear"),
                                    ("unclean", "The place is not clean"),
                                    ("missing", "Things or keys are missing"),
                                    ("cash", "The cash does not agree"),
                                    ("emergency", "Something serious is in hand"),
                                    ("unprepared", "Not prepared for handover"),
                                    ("other", "Another reason"),
                                ],
                                max_length=10,
                                verbose_name="why it was refused",
                            ),
                        ),
                        ("refuse_note", models.TextField(blank=True, verbose_name="what was not in order")),
                        ("refused_at", models.DateTimeField(null=True, verbose_name="refused at")),
                        (
                            "released_at",
                            models.DateTimeField(null=True, verbose_name="emergency released at"),
                        ),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="taken over at")),
                        (
                            "late_minutes",
                            models.PositiveIntegerField(default=0, verbose_name="relief late by (minutes)"),
                        ),
                        (
                            "exit_reason",
                            models.TextField(
                                blank=True, verbose_name="why nobody took over in the usual way"
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(null=True, verbose_name="read at")),
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
                                verbose_name="second signature",
                            ),
                        ),
                        (
                            "duty",
                            models.OneToOneField(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handover",
                                to="directory.duty",
                                verbose_name="duty",
                            ),
                        ),
                        (
                            "from_shift",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handed_over",
                                to="directory.shift",
                                verbose_name="from shift",
                            ),
                        ),
                        (
                            "incoming",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers_taken",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="incoming",
                            ),
                        ),
                        (
                            "outgoing",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="outgoing",
                            ),
                        ),
                        (
                            "refused_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="refused by",
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="emergency released by",
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="read by",
                            ),
                        ),
                        (
                            "to_shift",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken_over",
                                to="directory.shift",
                                verbose_name="to shift",
                            ),
                        ),
                        (
                            "early_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="why it was opened early"
                            ),
                        ),
                        ("reopened_at", models.DateTimeField(null=True, verbose_name="reopened at")),
                        (
                            "reopened_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reopened by",
                            ),
                        ),
                        (
                            "reopened_for",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="taken on after signing"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "handover",
                        "verbose_name_plural": "handovers",
                        "ordering": ["-begun_at"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at__isnull", True)),
                                fields=["centre", "begun_at"],
                                name="handover_under_way",
                            ),
                            models.Index(
                                condition=models.Q(("reviewed_at__isnull", True)),
                                fields=["centre", "closed_at"],
                                name="handover_unread",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "number"), name="handover_number_is_unique_in_its_centre"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("incoming__isnull", True),
                                    models.Q(("incoming", models.F("outgoing")), _negated=True),
                                    _connector="OR",
                                ),
                                name="two_signatures_are_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_by__isnull", True),
                                    models.Q(("closed_by", models.F("outgoing")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_signs_on_both_sides",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        ("closed_by__isnull", False),
                                        ("incoming__isnull", False),
                                        ("state__in", ["accepted", "substituted", "overridden"]),
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("state__in", ["accepted", "substituted", "overridden"]),
                                            _negated=True,
                                        ),
                                        ("closed_at__isnull", True),
                                        ("closed_by__isnull", True),
                                        ("incoming__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_handover_is_over_exactly_when_signed_by_the_second",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["submitted", "accepted", "substituted"]), _negated=True
                                    ),
                                    ("signed_out_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="the_second_signature_follows_the_first",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["overridden", "substituted"]), _negated=True),
                                    models.Q(("exit_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="an_unusual_exit_says_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "refused"), _negated=True),
                                    models.Q(
                                        models.Q(("refuse_reason", ""), _negated=True),
                                        models.Q(("refuse_note", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_refusal_names_reason_and_note",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="read_by_somebody_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                                    models.Q(("released_at__isnull", False), ("released_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="an_emergency_is_released_by_somebody_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("refused_at__isnull", True), ("refused_by__isnull", True)),
                                    models.Q(("refused_at__isnull", False), ("refused_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="refused_by_somebody_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("reopened_at__isnull", True),
                                        ("reopened_by__isnull", True),
                                        ("reopened_for", ""),
                                    ),
                                    models.Q(
                                        ("reopened_at__isnull", False),
                                        ("reopened_by__isnull", False),
                                        models.Q(("reopened_for", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="reopened_by_somebody_at_a_time_for_something",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandoverItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("reason_open", models.TextField(blank=True, verbose_name="why it is open")),
                        ("done_so_far", models.TextField(blank=True, verbose_name="done so far")),
                        ("next_step", models.TextField(blank=True, verbose_name="next step")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="promised by")),
                        ("look_first", models.BooleanField(default=False, verbose_name="look at this first")),
                        (
                            "must_do",
                            models.BooleanField(default=False, verbose_name="must be done next shift"),
                        ),
                        ("taken_at", models.DateTimeField(null=True, verbose_name="taken at")),
                        ("moved_at", models.DateTimeField(null=True, verbose_name="moved at")),
                        (
                            "still_count",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="handovers without progress"
                            ),
                        ),
                        (
                            "callback",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handover_items",
                                to="visits.callback",
                                verbose_name="callback",
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handover_items",
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
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="handover.handover",
                                verbose_name="handover",
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taker",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "handover item",
                        "verbose_name_plural": "handover items",
                        "ordering": ["place"],
                        "indexes": [models.Index(fields=["case", "moved_at"], name="handover_item_by_case")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("handover", "case"), name="a_case_stands_once_on_a_handover"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                                    models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="an_item_is_taken_by_somebody_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalHandover",
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
                            models.CharField(editable=False, max_length=20, verbose_name="handover number"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being written"),
                                    ("submitted", "Signed, waiting for relief"),
                                    ("refused", "Refused"),
                                    ("accepted", "Taken over"),
                                    ("substituted", "Taken over by a supervisor"),
                                    ("overridden", "Let go by a manager"),
                                ],
                                default="draft",
                                max_length=11,
                                verbose_name="state",
                            ),
                        ),
                        ("begun_at", models.DateTimeField(verbose_name="begun at")),
                        ("summary", models.TextField(blank=True, verbose_name="how the shift went")),
                        (
                            "instructions",
                            models.TextField(blank=True, verbose_name="instructions to pass on"),
                        ),
                        (
                            "public_area",
                            models.TextField(blank=True, verbose_name="common areas and equipment"),
                        ),
                        (
                            "nil_open",
                            models.BooleanField(
                                default=False, verbose_name="nothing outstanding in this shift"
                            ),
                        ),
                        ("signed_out_at", models.DateTimeField(null=True, verbose_name="outgoing signed at")),
                        (
                            "leaves_before_relief",
                            models.BooleanField(default=False, verbose_name="waits for the opening shift"),
                        ),
                        (
                            "refuse_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times refused"),
                        ),
                        (
                            "refuse_reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("unclear", "The record is unclear"),
                                    ("unclean", "The place is not clean"),
                                    ("missing", "Things or keys are missing"),
                                    ("cash", "The cash does not agree"),
                                    ("emergency", "Something serious is in hand"),
                                    ("unprepared", "Not prepared for handover"),
                                    ("other", "Another reason"),
                                ],
                                max_length=10,
                                verbose_name="why it was refused",
                            ),
                        ),
                        ("refuse_note", models.TextField(blank=True, verbose_name="what was not in order")),
                        ("refused_at", models.DateTimeField(null=True, verbose_name="refused at")),
                        (
                            "released_at",
                            models.DateTimeField(null=True, verbose_name="emergency released at"),
                        ),
                        ("closed_at", models.DateTimeField(null=True, verbose_name="taken over at")),
                        (
                            "late_minutes",
                            models.PositiveIntegerField(default=0, verbose_name="relief late by (minutes)"),
                        ),
                        (
                            "exit_reason",
                            models.TextField(
                                blank=True, verbose_name="why nobody took over in the usual way"
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(null=True, verbose_name="read at")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                                verbose_name="second signature",
                            ),
                        ),
                        (
                            "duty",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.duty",
                                verbose_name="duty",
                            ),
                        ),
                        (
                            "from_shift",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.shift",
                                verbose_name="from shift",
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
                            "incoming",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="incoming",
                            ),
                        ),
                        (
                            "outgoing",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="outgoing",
                            ),
                        ),
                        (
                            "refused_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="refused by",
                            ),
                        ),
                        (
                            "released_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="emergency released by",
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="read by",
                            ),
                        ),
                        (
                            "to_shift",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.shift",
                                verbose_name="to shift",
                            ),
                        ),
                        (
                            "early_reason",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="why it was opened early"
                            ),
                        ),
                        ("reopened_at", models.DateTimeField(null=True, verbose_name="reopened at")),
                        (
                            "reopened_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reopened by",
                            ),
                        ),
                        (
                            "reopened_for",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="taken on after signing"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical handover",
                        "verbose_name_plural": "historical handovers",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalHandoverItem",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("place", models.PositiveSmallIntegerField(verbose_name="number")),
                        ("reason_open", models.TextField(blank=True, verbose_name="why it is open")),
                        ("done_so_far", models.TextField(blank=True, verbose_name="done so far")),
                        ("next_step", models.TextField(blank=True, verbose_name="next step")),
                        ("due_at", models.DateTimeField(null=True, verbose_name="promised by")),
                        ("look_first", models.BooleanField(default=False, verbose_name="look at this first")),
                        (
                            "must_do",
                            models.BooleanField(default=False, verbose_name="must be done next shift"),
                        ),
                        ("taken_at", models.DateTimeField(null=True, verbose_name="taken at")),
                        ("moved_at", models.DateTimeField(null=True, verbose_name="moved at")),
                        (
                            "still_count",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="handovers without progress"
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
                            "callback",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="visits.callback",
                                verbose_name="callback",
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
                            "handover",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="handover.handover",
                                verbose_name="handover",
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
                            "receiver",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taker",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical handover item",
                        "verbose_name_plural": "historical handover items",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalInventoryItem",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("name", models.CharField(max_length=40, verbose_name="item")),
                        ("unit_name", models.CharField(blank=True, max_length=10, verbose_name="counted in")),
                        ("is_cash", models.BooleanField(default=False, verbose_name="cash")),
                        (
                            "expected",
                            models.DecimalField(decimal_places=2, max_digits=10, verbose_name="expected"),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                    ],
                    options={
                        "verbose_name": "historical inventory item",
                        "verbose_name_plural": "historical inventory",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalPassOnNote",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("subject", models.CharField(max_length=80, verbose_name="subject")),
                        ("details", models.TextField(verbose_name="details")),
                        (
                            "is_public",
                            models.BooleanField(default=False, verbose_name="may be told to residents"),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="written at")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                            "written_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="written by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical must-read note",
                        "verbose_name_plural": "historical must-read notes",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="InventoryItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="item")),
                        ("unit_name", models.CharField(blank=True, max_length=10, verbose_name="counted in")),
                        ("is_cash", models.BooleanField(default=False, verbose_name="cash")),
                        (
                            "expected",
                            models.DecimalField(decimal_places=2, max_digits=10, verbose_name="expected"),
                        ),
                        ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                        ("active", models.BooleanField(default=True, verbose_name="active")),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "inventory item",
                        "verbose_name_plural": "inventory",
                        "ordering": ["order", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "name"), name="inventory_item_is_listed_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("expected__gte", 0)),
                                name="there_is_never_less_than_nothing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InventoryCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "expected",
                            models.DecimalField(decimal_places=2, max_digits=10, verbose_name="expected"),
                        ),
                        (
                            "counted",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, null=True, verbose_name="counted"
                            ),
                        ),
                        (
                            "recounted",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, null=True, verbose_name="counted again"
                            ),
                        ),
                        (
                            "condition",
                            models.CharField(
                                choices=[
                                    ("good", "In order"),
                                    ("damaged", "Damaged"),
                                    ("missing", "Missing"),
                                ],
                                default="good",
                                max_length=7,
                                verbose_name="condition",
                            ),
                        ),
                        (
                            "difference_note",
                            models.CharField(blank=True, max_length=200, verbose_name="difference explained"),
                        ),
                        ("allowed_at", models.DateTimeField(null=True, verbose_name="allowed at")),
                        (
                            "allowed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="allowed by",
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
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counts",
                                to="handover.handover",
                                verbose_name="handover",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="counts",
                                to="handover.inventoryitem",
                                verbose_name="item",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "inventory count",
                        "verbose_name_plural": "inventory counts",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("handover", "item"), name="an_item_is_counted_once_in_a_handover"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("counted__isnull", True),
                                    ("counted", models.F("expected")),
                                    models.Q(("difference_note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_difference_is_explained",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("allowed_at__isnull", True), ("allowed_by__isnull", True)),
                                    models.Q(("allowed_at__isnull", False), ("allowed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="a_difference_is_allowed_by_somebody_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalInventoryCount",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        (
                            "expected",
                            models.DecimalField(decimal_places=2, max_digits=10, verbose_name="expected"),
                        ),
                        (
                            "counted",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, null=True, verbose_name="counted"
                            ),
                        ),
                        (
                            "recounted",
                            models.DecimalField(
                                decimal_places=2, max_digits=10, null=True, verbose_name="counted again"
                            ),
                        ),
                        (
                            "condition",
                            models.CharField(
                                choices=[
                                    ("good", "In order"),
                                    ("damaged", "Damaged"),
                                    ("missing", "Missing"),
                                ],
                                default="good",
                                max_length=7,
                                verbose_name="condition",
                            ),
                        ),
                        (
                            "difference_note",
                            models.CharField(blank=True, max_length=200, verbose_name="difference explained"),
                        ),
                        ("allowed_at", models.DateTimeField(null=True, verbose_name="allowed at")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                            ),
                        ),
                        (
                            "allowed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="allowed by",
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
                            "handover",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="handover.handover",
                                verbose_name="handover",
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
                            "item",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="handover.inventoryitem",
                                verbose_name="item",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical inventory count",
                        "verbose_name_plural": "historical inventory counts",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="PassOnNote",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(max_length=80, verbose_name="subject")),
                        ("details", models.TextField(verbose_name="details")),
                        (
                            "is_public",
                            models.BooleanField(default=False, verbose_name="may be told to residents"),
                        ),
                        ("written_at", models.DateTimeField(verbose_name="written at")),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "written_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="written by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "must-read note",
                        "verbose_name_plural": "must-read notes",
                        "ordering": ["-written_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("subject", ""), _negated=True),
                                    models.Q(("details", ""), _negated=True),
                                ),
                                name="a_must_read_note_says_something",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalReading",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("read_at", models.DateTimeField(null=True, verbose_name="read at")),
                        ("history_id", models.AutoField(primary_key=True, serialize=False)),
                        ("history_date", models.DateTimeField(db_index=True)),
                        (
                            "history_type",
                            models.CharField(
                                choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                            "staff",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reader",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="handover.passonnote",
                                verbose_name="must-read note",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical reading",
                        "verbose_name_plural": "historical readings",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=records.clock.now, verbose_name="at")),
                        ("text", models.CharField(max_length=300, verbose_name="question or answer")),
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
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="handover.handoveritem",
                                verbose_name="handover item",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "question",
                        "verbose_name_plural": "questions",
                        "ordering": ["at", "pk"],
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("read_at", models.DateTimeField(null=True, verbose_name="read at")),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "note",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to="handover.passonnote",
                                verbose_name="must-read note",
                            ),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="readings",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="reader",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reading",
                        "verbose_name_plural": "readings",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("read_at__isnull", True)),
                                fields=["staff"],
                                name="reading_unread",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("note", "staff"), name="somebody_reads_a_note_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(verbose_name="at")),
                        ("content", models.JSONField(verbose_name="content")),
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
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="handover.handover",
                                verbose_name="handover",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "sheet",
                        "verbose_name_plural": "sheets",
                        "ordering": ["at", "pk"],
                    },
                ),
            ]
        )
    ]
