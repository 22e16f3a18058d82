import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import records.clock
from records.tables import CreateModels


class Migration(migrations.Migration):
    """What 0001 to 0004 make of an empty database, at once."""

    replaces = [
        ("records", "0001_keys_counters_attempts"),
        ("records", "0002_sweeps"),
        ("records", "0003_seals"),
        ("records", "0004_a_verification_is_asked_for"),
    ]

    initial = True

    dependencies = [
        ("directory", "0001_squashed_0010_recheck_norms"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Counter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("centre_id", models.BigIntegerField()),
                        ("book", models.CharField(max_length=8)),
                        ("day", models.DateField()),
                        ("last", models.PositiveIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre_id", "book", "day"), name="one_counter_for_each_book_and_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OneTimeKey",
                    fields=[
                        ("key", models.CharField(max_length=36, primary_key=True, serialize=False)),
                        ("digest", models.CharField(max_length=64)),
                        ("location", models.CharField(blank=True, max_length=500)),
                        ("used_at", models.DateTimeField(db_index=True, default=records.clock.now)),
                        (
                            "staff",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RefusedAttempt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=records.clock.now, verbose_name="at")),
                        ("path", models.CharField(db_index=True, max_length=200, verbose_name="page")),
                        ("sentence", models.TextField(verbose_name="reason")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-at"],
                    },
                ),
                migrations.CreateModel(
                    name="Heartbeat",
                    fields=[
                        ("sweep", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("ran_at", models.DateTimeField()),
                        ("got_through_at", models.DateTimeField(null=True)),
                        ("took_ms", models.PositiveIntegerField()),
                        ("did", models.PositiveIntegerField()),
                        ("failed_at", models.DateTimeField(null=True)),
                        ("failure", models.CharField(blank=True, max_length=200)),
                    ],
                ),
                migrations.CreateModel(
                    name="SetAside",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sweep", models.CharField(max_length=40)),
                        ("kind", models.CharField(max_length=60)),
                        ("row", models.BigIntegerField()),
                        ("times", models.PositiveIntegerField(default=0)),
                        ("first_at", models.DateTimeField()),
                        ("again_at", models.DateTimeField()),
                        ("failure", models.CharField(max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("sweep", "row"), name="a_row_is_set_aside_once_by_a_sweep"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("centre_id", models.BigIntegerField(verbose_name="centre")),
                        ("position", models.PositiveIntegerField(verbose_name="position")),
                        ("previous", models.CharField(blank=True, max_length=64)),
                        ("count", models.PositiveIntegerField(verbose_name="records")),
                        ("total", models.PositiveBigIntegerField(verbose_name="records in the chain")),
                        ("root", models.CharField(max_length=64)),
                        ("digest", models.CharField(max_length=64)),
                        ("whole", models.BooleanField()),
                        ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                    ],
                    options={
                        "verbose_name": "seal",
                        "verbose_name_plural": "seals",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre_id", "position"), name="a_chain_has_one_seal_at_each_place"
                            ),
                            models.UniqueConstraint(
                                fields=("centre_id", "previous"), name="a_chain_never_forks"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shape",
                    fields=[
                        ("id", models.SmallAutoField(primary_key=True, serialize=False)),
                        ("table", models.CharField(max_length=63)),
                        ("columns", models.TextField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("table", "columns"), name="a_shape_is_written_down_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Commitment",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "shape", "row", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("row", models.BigIntegerField()),
                        ("digest", models.BinaryField()),
                        ("salt", models.BinaryField()),
                        ("opened", models.TextField(blank=True)),
                        (
                            "seal",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.seal",
                            ),
                        ),
                        (
                            "shape",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.shape",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Verification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(db_index=True, default=records.clock.now, verbose_name="at"),
                        ),
                        ("seals", models.PositiveIntegerField(verbose_name="seals")),
                        ("rows", models.PositiveBigIntegerField(verbose_name="records")),
                        ("waiting", models.PositiveIntegerField(verbose_name="not sealed yet")),
                        ("took_ms", models.PositiveIntegerField()),
                        ("found", models.PositiveIntegerField(verbose_name="findings")),
                        ("findings", models.JSONField(blank=True, default=list)),
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
                    ],
                    options={
                        "ordering": ["-at"],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("centre_id", models.BigIntegerField(verbose_name="centre")),
                        ("at", models.DateTimeField(default=records.clock.now, verbose_name="at")),
                        ("table", models.CharField(max_length=63, verbose_name="table")),
                        ("row", models.BigIntegerField(verbose_name="row")),
                        ("column", models.CharField(max_length=63, verbose_name="field")),
                        ("ground", models.CharField(max_length=200, verbose_name="on what ground")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ground", ""), _negated=True),
                                name="an_erasure_names_its_ground",
                            ),
                            models.UniqueConstraint(
                                fields=("table", "row", "column"), name="a_word_is_erased_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VerificationAsked",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField(default=records.clock.now, verbose_name="at")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="by",
                            ),
                        ),
                    ],
                ),
            ]
        )
    ]
