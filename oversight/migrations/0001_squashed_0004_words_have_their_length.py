import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import records.clock
from records.tables import CreateModels


class Migration(migrations.Migration):
    """What 0001 to 0004 make of an empty database, at once."""

    replaces = [
        ("oversight", "0001_what_the_board_keeps"),
        ("oversight", "0002_the_log_is_read_and_signed"),
        ("oversight", "0003_breaches_and_rechecks"),
        ("oversight", "0004_words_have_their_length"),
    ]

    initial = True

    dependencies = [
        ("directory", "0001_squashed_0010_recheck_norms"),
        ("visits", "0001_squashed_0009_open_rows_wake_once"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="HistoricalSavedView",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("query", models.CharField(blank=True, max_length=300, verbose_name="what is asked")),
                        ("shared", models.BooleanField(default=False, verbose_name="shared")),
                        ("withdrawn", models.BooleanField(default=False, verbose_name="taken away")),
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
                            "saved_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="saved by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical saved view",
                        "verbose_name_plural": "historical saved views",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="DayTally",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        ("edition", models.CharField(max_length=64)),
                        ("numbers", models.JSONField(default=dict)),
                        ("made_at", models.DateTimeField(default=records.clock.now)),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.servicecentre",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("centre", "day"), name="a_day_is_tallied_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("query", models.CharField(blank=True, max_length=300, verbose_name="what is asked")),
                        ("shared", models.BooleanField(default=False, verbose_name="shared")),
                        ("withdrawn", models.BooleanField(default=False, verbose_name="taken away")),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "saved_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="saved by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved view",
                        "verbose_name_plural": "saved views",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("withdrawn", False)),
                                fields=("saved_by", "name"),
                                name="somebody_keeps_one_view_of_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="a_saved_view_has_a_name",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StaleDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField()),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="directory.servicecentre",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["centre", "day"], name="stale_day")],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalLogReading",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("read_at", models.DateTimeField(verbose_name="read at")),
                        ("lines", models.PositiveIntegerField(verbose_name="lines read")),
                        (
                            "remark",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what is to be said about it"
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
                            "read_by",
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
                            "shift",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="directory.shift",
                                verbose_name="shift",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical reading of the log",
                        "verbose_name_plural": "historical readings of the log",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="LogReading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("read_at", models.DateTimeField(verbose_name="read at")),
                        ("lines", models.PositiveIntegerField(verbose_name="lines read")),
                        (
                            "remark",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what is to be said about it"
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
                            "read_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="read by",
                            ),
                        ),
                        (
                            "shift",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reading",
                                to="directory.shift",
                                verbose_name="shift",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "reading of the log",
                        "verbose_name_plural": "readings of the log",
                        "ordering": ["-read_at"],
                        "indexes": [models.Index(fields=["centre", "read_at"], name="log_reading_by_day")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("lines__gt", 0)), name="a_log_that_was_read_held_lines"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalBreach",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("number", models.CharField(editable=False, max_length=20, verbose_name="number")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ignored", "Ignored the resident, dragged it out, passed it on"),
                                    ("not_my_job", "Turned the resident away: “not my duty”"),
                                    ("unreported", "Neither reported it nor asked for help"),
                                    ("rude", "Treated the resident badly"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("happened", models.TextField(verbose_name="what happened")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                        ("statement", models.TextField(blank=True, verbose_name="statement")),
                        ("stated_at", models.DateTimeField(null=True, verbose_name="stated at")),
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
                            "person",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who is named",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "historical breach of the first contact's duty",
                        "verbose_name_plural": "historical breaches of the first contact's duty",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalRecheck",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("drawn_at", models.DateTimeField(verbose_name="drawn at")),
                        ("checked_at", models.DateTimeField(null=True, verbose_name="asked again at")),
                        ("confirmed", models.BooleanField(null=True, verbose_name="confirmed")),
                        (
                            "note",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what the resident said"
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
                            "checked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked again by",
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
                        "verbose_name": "historical re-check of a callback",
                        "verbose_name_plural": "historical re-checks of callbacks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Breach",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(editable=False, max_length=20, verbose_name="number")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("ignored", "Ignored the resident, dragged it out, passed it on"),
                                    ("not_my_job", "Turned the resident away: “not my duty”"),
                                    ("unreported", "Neither reported it nor asked for help"),
                                    ("rude", "Treated the resident badly"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("happened", models.TextField(verbose_name="what happened")),
                        ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                        ("statement", models.TextField(blank=True, verbose_name="statement")),
                        ("stated_at", models.DateTimeField(null=True, verbose_name="stated at")),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="breaches",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="who is named",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="recorded by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "breach of the first contact's duty",
                        "verbose_name_plural": "breaches of the first contact's duty",
                        "ordering": ["-recorded_at", "-pk"],
                        "indexes": [models.Index(fields=["centre", "recorded_at"], name="breach_by_day")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "number"), name="breach_number_is_unique_in_its_centre"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("happened", ""), _negated=True),
                                name="a_breach_says_what_happened",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["ignored", "not_my_job", "unreported", "rude"])
                                ),
                                name="a_breach_is_of_one_of_four_kinds",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("person", models.F("recorded_by")), _negated=True),
                                name="nobody_records_a_breach_of_their_own",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("stated_at__isnull", True), ("statement", "")),
                                    models.Q(
                                        models.Q(("statement", ""), _negated=True),
                                        ("stated_at__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="stated_exactly_when_something_was_said",
                            ),
                            models.CheckConstraint(
                                condition=django.db.models.lookups.LessThanOrEqual(
                                    django.db.models.functions.text.Length("happened"), 1000
                                ),
                                name="what_happened_is_said_in_a_thousand_characters",
                            ),
                            models.CheckConstraint(
                                condition=django.db.models.lookups.LessThanOrEqual(
                                    django.db.models.functions.text.Length("statement"), 2000
                                ),
                                name="a_statement_has_two_thousand_characters",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recheck",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("drawn_at", models.DateTimeField(verbose_name="drawn at")),
                        ("checked_at", models.DateTimeField(null=True, verbose_name="asked again at")),
                        ("confirmed", models.BooleanField(null=True, verbose_name="confirmed")),
                        (
                            "note",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="what the resident said"
                            ),
                        ),
                        (
                            "callback",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recheck",
                                to="visits.callback",
                                verbose_name="callback",
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
                            "checked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked again by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "re-check of a callback",
                        "verbose_name_plural": "re-checks of callbacks",
                        "ordering": ["drawn_at", "pk"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("checked_at__isnull", True)),
                                fields=["centre", "drawn_at"],
                                name="recheck_to_do",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("checked_at__isnull", True),
                                        ("checked_by__isnull", True),
                                        ("confirmed__isnull", True),
                                        ("note", ""),
                                    ),
                                    models.Q(
                                        ("checked_at__isnull", False),
                                        ("checked_by__isnull", False),
                                        ("confirmed__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="checked_exactly_when_somebody_asked_again",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed__isnull", True),
                                    ("confirmed", True),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="what_is_not_confirmed_says_why",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
