import uuid

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
                    name="Channel",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("email", "E-mail"),
                                    ("wecom", "企業微信"),
                                    ("dingtalk", "釘釘"),
                                    ("feishu", "飛書"),
                                    ("webhook", "Webhook (JSON)"),
                                    ("other", "Another service (Apprise address)"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("secret", models.BinaryField(default=bytes)),
                        (
                            "hint",
                            models.CharField(
                                blank=True, editable=False, max_length=80, verbose_name="address"
                            ),
                        ),
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
                        "verbose_name": "channel",
                        "verbose_name_plural": "channels",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "name"), name="channel_name_is_unique_in_its_centre"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("active", True), ("kind", "email")),
                                fields=("centre",),
                                name="a_centre_has_one_way_for_e_mail",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalChannel",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("email", "E-mail"),
                                    ("wecom", "企業微信"),
                                    ("dingtalk", "釘釘"),
                                    ("feishu", "飛書"),
                                    ("webhook", "Webhook (JSON)"),
                                    ("other", "Another service (Apprise address)"),
                                ],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "hint",
                            models.CharField(
                                blank=True, editable=False, max_length=80, verbose_name="address"
                            ),
                        ),
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
                        "verbose_name": "historical channel",
                        "verbose_name_plural": "historical channels",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("addressee", models.CharField(max_length=24)),
                        ("reason", models.CharField(max_length=40, verbose_name="reason")),
                        ("kind", models.CharField(max_length=40)),
                        ("number", models.CharField(max_length=60, verbose_name="number")),
                        ("url", models.CharField(max_length=200)),
                        ("params", models.JSONField(default=dict)),
                        ("due_at", models.DateTimeField(verbose_name="due at")),
                        ("told_at", models.DateTimeField(default=records.clock.now, verbose_name="told at")),
                        ("is_late", models.BooleanField(default=False, verbose_name="told late")),
                        ("is_urgent", models.BooleanField(default=False, verbose_name="urgent")),
                        ("is_task", models.BooleanField(default=False, verbose_name="to be taken up")),
                        ("read_at", models.DateTimeField(null=True, verbose_name="read at")),
                        ("taken_at", models.DateTimeField(null=True, verbose_name="taken up at")),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "meant_for",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="meant for",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="told to",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="taken up by",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "notice",
                        "verbose_name_plural": "notices",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("read_at__isnull", True)),
                                fields=["recipient", "-is_urgent", "due_at"],
                                name="notice_unread",
                            ),
                            models.Index(
                                condition=models.Q(("read_at__isnull", False)),
                                fields=["recipient", "-read_at"],
                                name="notice_read",
                            ),
                            models.Index(
                                condition=models.Q(("is_task", True), ("taken_at__isnull", True)),
                                fields=["centre", "due_at"],
                                name="notice_to_be_taken_up",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("recipient", "reason", "kind", "number", "due_at"),
                                name="nobody_is_told_the_same_twice",
                            ),
                            models.UniqueConstraint(
                                fields=("centre", "addressee", "reason", "kind", "number", "due_at"),
                                name="what_is_meant_for_somebody_is_told_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                                    models.Q(
                                        ("is_task", True),
                                        ("taken_at__isnull", False),
                                        ("taken_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_task_is_taken_up_exactly_when_signed",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("made_at", models.DateTimeField(default=records.clock.now)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sending", "Being sent"),
                                    ("sent", "Accepted"),
                                    ("dead", "Given up"),
                                    ("dropped", "No longer needed"),
                                ],
                                default="waiting",
                                max_length=7,
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("tries", models.PositiveSmallIntegerField(default=0)),
                        ("failure", models.CharField(blank=True, max_length=80)),
                        ("settled_at", models.DateTimeField(null=True)),
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="directory.servicecentre"
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="notices.channel",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="notices.notice",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "message outside",
                        "verbose_name_plural": "messages outside",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("settled_at__isnull", True)),
                                fields=["due_at"],
                                name="delivery_due",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("notice", "channel"), name="a_notice_goes_once_through_a_channel"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("notice__isnull", True), ("state", "waiting")),
                                fields=("recipient", "channel"),
                                name="one_digest_at_a_time_for_a_person_and_channel",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("settled_at__isnull", True), ("state__in", ["waiting", "sending"])
                                    ),
                                    models.Q(
                                        ("settled_at__isnull", False),
                                        ("state__in", ["sent", "dead", "dropped"]),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_message_is_settled_exactly_when_it_has_ended",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "staff",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="telling",
                                serialize=False,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "email",
                            models.EmailField(blank=True, max_length=254, verbose_name="e-mail address"),
                        ),
                        ("by_email", models.JSONField(default=list, verbose_name="by e-mail")),
                        ("by_chat", models.JSONField(default=list, verbose_name="by chat")),
                        ("quiet_from", models.TimeField(blank=True, null=True, verbose_name="quiet from")),
                        ("quiet_until", models.TimeField(blank=True, null=True, verbose_name="quiet until")),
                        (
                            "chat",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="notices.channel",
                                verbose_name="chat",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "how somebody is told",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                                    models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="quiet_hours_begin_and_end",
                            )
                        ],
                    },
                ),
            ]
        )
    ]
