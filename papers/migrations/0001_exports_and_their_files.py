import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import records.clock
from records.tables import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0004_duties_are_signed_off"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Export",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("what", models.CharField(max_length=40, verbose_name="what")),
                        ("subject", models.CharField(blank=True, max_length=200, verbose_name="of what")),
                        ("query", models.CharField(blank=True, max_length=1000, verbose_name="filter")),
                        (
                            "form",
                            models.CharField(
                                choices=[("pdf", "PDF"), ("xlsx", "Workbook"), ("csv", "CSV")],
                                max_length=4,
                                verbose_name="form",
                            ),
                        ),
                        ("rows", models.PositiveIntegerField(verbose_name="rows")),
                        (
                            "is_masked",
                            models.BooleanField(default=True, verbose_name="names and numbers masked"),
                        ),
                        ("is_paper", models.BooleanField(default=False, verbose_name="a paper form")),
                        (
                            "needs_second",
                            models.BooleanField(default=False, verbose_name="needs a second person"),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("asked_at", models.DateTimeField(verbose_name="asked at")),
                        ("agreed_at", models.DateTimeField(null=True, verbose_name="agreed at")),
                        ("declined_at", models.DateTimeField(null=True, verbose_name="declined at")),
                        (
                            "fetch_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times fetched"),
                        ),
                        (
                            "agreed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="agreed by",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
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
                            "declined_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="declined by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "export",
                        "verbose_name_plural": "exports",
                        "ordering": ["-asked_at"],
                        "indexes": [
                            models.Index(fields=["centre", "-asked_at"], name="export_by_time"),
                            models.Index(
                                condition=models.Q(
                                    ("agreed_at__isnull", True),
                                    ("declined_at__isnull", True),
                                    ("needs_second", True),
                                ),
                                fields=["centre"],
                                name="export_waiting",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_paper", True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_list_leaves_the_house_for_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_paper", True),
                                    ("needs_second", True),
                                    models.Q(("is_masked", True), ("rows__lte", 50)),
                                    _connector="OR",
                                ),
                                name="many_rows_or_full_numbers_need_a_second_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("agreed_by__isnull", True),
                                    models.Q(("agreed_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="the_second_person_is_somebody_else",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("agreed_at__isnull", True), ("agreed_by__isnull", True)),
                                    models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="an_export_is_agreed_to_exactly_when_signed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("declined_at__isnull", True), ("declined_by__isnull", True)),
                                    models.Q(
                                        ("agreed_at__isnull", True),
                                        ("declined_at__isnull", False),
                                        ("declined_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_export_is_declined_exactly_when_signed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalExport",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("what", models.CharField(max_length=40, verbose_name="what")),
                        ("subject", models.CharField(blank=True, max_length=200, verbose_name="of what")),
                        ("query", models.CharField(blank=True, max_length=1000, verbose_name="filter")),
                        (
                            "form",
                            models.CharField(
                                choices=[("pdf", "PDF"), ("xlsx", "Workbook"), ("csv", "CSV")],
                                max_length=4,
                                verbose_name="form",
                            ),
                        ),
                        ("rows", models.PositiveIntegerField(verbose_name="rows")),
                        (
                            "is_masked",
                            models.BooleanField(default=True, verbose_name="names and numbers masked"),
                        ),
                        ("is_paper", models.BooleanField(default=False, verbose_name="a paper form")),
                        (
                            "needs_second",
                            models.BooleanField(default=False, verbose_name="needs a second person"),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("asked_at", models.DateTimeField(verbose_name="asked at")),
                        ("agreed_at", models.DateTimeField(null=True, verbose_name="agreed at")),
                        ("declined_at", models.DateTimeField(null=True, verbose_name="declined at")),
                        (
                            "fetch_count",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times fetched"),
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
                            "agreed_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="agreed by",
                            ),
                        ),
                        (
                            "asked_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
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
                            "declined_by",
                            models.ForeignKey(
                                blank=True,
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="declined by",
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
                        "verbose_name": "historical export",
                        "verbose_name_plural": "historical exports",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Job",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("queued", "Waiting for the machine"),
                                    ("working", "In work"),
                                    ("ready", "Ready"),
                                    ("failed", "Failed"),
                                    ("gone", "Deleted after a day"),
                                ],
                                db_index=True,
                                default="queued",
                                max_length=7,
                            ),
                        ),
                        ("queued_at", models.DateTimeField(default=records.clock.now)),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("attempts", models.PositiveSmallIntegerField(default=0)),
                        ("holder", models.CharField(blank=True, max_length=32)),
                        ("lease_until", models.DateTimeField(null=True)),
                        ("size", models.PositiveIntegerField(default=0)),
                        (
                            "export",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="job",
                                to="papers.export",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Part",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("place", models.PositiveIntegerField()),
                        ("body", models.BinaryField()),
                        (
                            "job",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="papers.job",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("job", "place"), name="one_piece_at_each_place_of_a_file"
                            )
                        ],
                    },
                ),
            ]
        )
    ]
