import datetime

import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import directory.models.centre


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("is_front_desk", models.BooleanField(default=False, verbose_name="sits at the desk")),
                ("is_outside", models.BooleanField(default=False, verbose_name="outside our own house")),
                ("takes_fees", models.BooleanField(default=False, verbose_name="settles fees")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "department",
                "verbose_name_plural": "departments",
                "ordering": ["order", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_front_desk", True), ("is_outside", True), _negated=True),
                        name="nobody_sits_at_the_desk_from_outside_the_house",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Desk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="name")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "desk",
                "verbose_name_plural": "desks",
                "ordering": ["order", "name"],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "name_hans",
                    models.CharField(blank=True, max_length=40, verbose_name="name in simplified Chinese"),
                ),
                ("name_en", models.CharField(blank=True, max_length=40, verbose_name="name in English")),
                (
                    "callback_policy",
                    models.CharField(
                        choices=[
                            ("all", "always"),
                            ("face", "face to face"),
                            ("sample", "a sample"),
                            ("none", "never"),
                        ],
                        max_length=6,
                        verbose_name="callback",
                    ),
                ),
                (
                    "sample_percent",
                    models.PositiveSmallIntegerField(
                        default=100,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="share called back (percent)",
                    ),
                ),
                (
                    "limit_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="No promise may lie further away than this.",
                        null=True,
                        verbose_name="limit (minutes)",
                    ),
                ),
                (
                    "default_priority",
                    models.CharField(
                        choices=[
                            ("P0", "Life safety"),
                            ("P1", "Urgent"),
                            ("P2", "Ordinary"),
                            ("P3", "Enquiry"),
                        ],
                        default="P2",
                        max_length=2,
                        verbose_name="usual priority",
                    ),
                ),
                (
                    "needs_identity",
                    models.BooleanField(default=False, verbose_name="identity is checked first"),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="categories",
                        to="directory.department",
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ["order", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("callback_policy__in", ["all", "face", "sample", "none"])),
                        name="category_has_one_of_four_callback_policies",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("default_priority__in", ["P0", "P1", "P2", "P3"])),
                        name="category_has_one_of_four_priorities",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sample_percent__lte", 100)), name="sample_is_at_most_everybody"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("limit_minutes__isnull", True), ("limit_minutes__gt", 0), _connector="OR"
                        ),
                        name="a_limit_leaves_some_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        max_length=40,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="account",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[("zh-hant", "繁體"), ("zh-hans", "简体"), ("en", "English")],
                        max_length=7,
                        verbose_name="language",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        blank=True,
                        choices=[("light", "light"), ("dark", "dark")],
                        max_length=5,
                        verbose_name="light or dark",
                    ),
                ),
                ("single_keys", models.BooleanField(default=True, verbose_name="single keys act")),
                ("is_active", models.BooleanField(default=True, verbose_name="account is open")),
                ("is_staff", models.BooleanField(default=False, verbose_name="keeps the books of the house")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="since"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="directory.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "desk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="directory.desk",
                        verbose_name="seat now",
                    ),
                ),
            ],
            options={
                "verbose_name": "member of staff",
                "verbose_name_plural": "staff",
                "ordering": ["name", "username"],
                "permissions": (
                    ("receive_visit", "Receive a visit"),
                    ("lead_shift", "Lead a shift"),
                    ("manage", "Manage the centre"),
                    ("take_fees", "Settle fees"),
                    ("handle_work", "Do the work of a department"),
                    ("reveal_phone", "Reveal a full telephone number"),
                    ("read_trail", "Read the trail of changes"),
                    ("export", "Take lists out of the house"),
                ),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("is_superuser", False), ("is_staff", True), _connector="OR"),
                        name="a_superuser_keeps_the_books_of_the_house",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_active", True), ("desk__isnull", True), _connector="OR"),
                        name="a_closed_account_sits_at_no_desk",
                    ),
                    models.UniqueConstraint(fields=("desk",), name="one_person_sits_at_a_desk"),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["", "zh-hant", "zh-hans", "en"])),
                        name="staff_read_one_of_three_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("theme__in", ["", "light", "dark"])),
                        name="a_screen_is_light_or_dark",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalServiceCentre",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                ("code", models.SlugField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "timezone",
                    models.CharField(
                        default="Asia/Shanghai",
                        max_length=40,
                        validators=[directory.models.centre.validate_timezone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "contact_from",
                    models.TimeField(
                        default=datetime.time(8, 30), verbose_name="residents may be called from"
                    ),
                ),
                (
                    "contact_until",
                    models.TimeField(
                        default=datetime.time(20, 30), verbose_name="residents may be called until"
                    ),
                ),
                (
                    "callback_after_minutes",
                    models.PositiveSmallIntegerField(default=120, verbose_name="call back within (minutes)"),
                ),
                (
                    "callback_limit_hours",
                    models.PositiveSmallIntegerField(
                        default=48, verbose_name="call back at the latest after (hours)"
                    ),
                ),
                (
                    "margin_minutes",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="margin kept on a promise (minutes)"
                    ),
                ),
                (
                    "margin_percent",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="margin kept on a promise (percent)",
                    ),
                ),
                (
                    "forward_within_minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="forward within (minutes)"),
                ),
                (
                    "referral_within_minutes",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="cashier takes over within (minutes)",
                    ),
                ),
                (
                    "same_matter_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="same matter within (days)"),
                ),
                (
                    "reopen_within_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="may be reopened within (days)"
                    ),
                ),
                (
                    "late_entry_minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="a late entry after (minutes)"),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="demonstration")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                "verbose_name": "historical service centre",
                "verbose_name_plural": "historical service centres",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ServiceCentre",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "timezone",
                    models.CharField(
                        default="Asia/Shanghai",
                        max_length=40,
                        validators=[directory.models.centre.validate_timezone],
                        verbose_name="time zone",
                    ),
                ),
                (
                    "contact_from",
                    models.TimeField(
                        default=datetime.time(8, 30), verbose_name="residents may be called from"
                    ),
                ),
                (
                    "contact_until",
                    models.TimeField(
                        default=datetime.time(20, 30), verbose_name="residents may be called until"
                    ),
                ),
                (
                    "callback_after_minutes",
                    models.PositiveSmallIntegerField(default=120, verbose_name="call back within (minutes)"),
                ),
                (
                    "callback_limit_hours",
                    models.PositiveSmallIntegerField(
                        default=48, verbose_name="call back at the latest after (hours)"
                    ),
                ),
                (
                    "margin_minutes",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="margin kept on a promise (minutes)"
                    ),
                ),
                (
                    "margin_percent",
                    models.PositiveSmallIntegerField(
                        default=20,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="margin kept on a promise (percent)",
                    ),
                ),
                (
                    "forward_within_minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="forward within (minutes)"),
                ),
                (
                    "referral_within_minutes",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="cashier takes over within (minutes)",
                    ),
                ),
                (
                    "same_matter_days",
                    models.PositiveSmallIntegerField(default=7, verbose_name="same matter within (days)"),
                ),
                (
                    "reopen_within_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="may be reopened within (days)"
                    ),
                ),
                (
                    "late_entry_minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="a late entry after (minutes)"),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="demonstration")),
            ],
            options={
                "verbose_name": "service centre",
                "verbose_name_plural": "service centres",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("contact_from__lt", models.F("contact_until"))),
                        name="contact_hours_begin_before_they_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("margin_percent__lte", 100)),
                        name="margin_is_at_most_the_whole_span",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Resident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "honorific",
                    models.CharField(
                        blank=True,
                        choices=[("先生", "Mr"), ("女士", "Ms")],
                        max_length=2,
                        verbose_name="form of address",
                    ),
                ),
                (
                    "kind",
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
                        verbose_name="comes as",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="telephone")),
                ("care_note", models.CharField(blank=True, max_length=200, verbose_name="please mind")),
                ("key", models.CharField(editable=False, max_length=500)),
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
                "verbose_name": "resident",
                "verbose_name_plural": "residents",
                "ordering": ["key"],
                "indexes": [models.Index(fields=["centre", "key"], name="resident_by_key")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="resident_always_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "owner",
                                    "family",
                                    "tenant",
                                    "fitout",
                                    "shop",
                                    "guest",
                                    "agent",
                                    "courier",
                                    "government",
                                    "other",
                                ],
                            )
                        ),
                        name="resident_comes_in_a_known_capacity",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalUnit",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                ("building", models.CharField(blank=True, max_length=20, verbose_name="building")),
                ("entrance", models.CharField(blank=True, max_length=10, verbose_name="entrance")),
                (
                    "floor",
                    models.CharField(
                        blank=True, help_text="Not part of the number.", max_length=10, verbose_name="floor"
                    ),
                ),
                ("room", models.CharField(max_length=20, verbose_name="room")),
                ("code", models.CharField(editable=False, max_length=52, verbose_name="unit number")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
            ],
            options={
                "verbose_name": "historical unit",
                "verbose_name_plural": "historical units",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStaff",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        db_index=True,
                        max_length=40,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="account",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="account is open")),
                ("is_staff", models.BooleanField(default=False, verbose_name="keeps the books of the house")),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="since"),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "verbose_name": "historical member of staff",
                "verbose_name_plural": "historical staff",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalShiftPattern",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                ("name", models.CharField(max_length=20, verbose_name="name")),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(verbose_name="to")),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "verbose_name": "historical shift pattern",
                "verbose_name_plural": "historical shift patterns",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalResident",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "honorific",
                    models.CharField(
                        blank=True,
                        choices=[("先生", "Mr"), ("女士", "Ms")],
                        max_length=2,
                        verbose_name="form of address",
                    ),
                ),
                (
                    "kind",
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
                        verbose_name="comes as",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="telephone")),
                ("care_note", models.CharField(blank=True, max_length=200, verbose_name="please mind")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
            ],
            options={
                "verbose_name": "historical resident",
                "verbose_name_plural": "historical residents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalGuideline",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[("faq", "common question"), ("notice", "notice"), ("rule", "rule")],
                        default="faq",
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("body", models.TextField(verbose_name="answer")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "verbose_name": "historical guideline",
                "verbose_name_plural": "historical guidelines",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDesk",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                ("name", models.CharField(max_length=20, verbose_name="name")),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "verbose_name": "historical desk",
                "verbose_name_plural": "historical desks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDepartment",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                ("code", models.SlugField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("is_front_desk", models.BooleanField(default=False, verbose_name="sits at the desk")),
                ("is_outside", models.BooleanField(default=False, verbose_name="outside our own house")),
                ("takes_fees", models.BooleanField(default=False, verbose_name="settles fees")),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "verbose_name": "historical department",
                "verbose_name_plural": "historical departments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCategory",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                ("code", models.SlugField(max_length=20, verbose_name="code")),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "name_hans",
                    models.CharField(blank=True, max_length=40, verbose_name="name in simplified Chinese"),
                ),
                ("name_en", models.CharField(blank=True, max_length=40, verbose_name="name in English")),
                (
                    "callback_policy",
                    models.CharField(
                        choices=[
                            ("all", "always"),
                            ("face", "face to face"),
                            ("sample", "a sample"),
                            ("none", "never"),
                        ],
                        max_length=6,
                        verbose_name="callback",
                    ),
                ),
                (
                    "sample_percent",
                    models.PositiveSmallIntegerField(
                        default=100,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="share called back (percent)",
                    ),
                ),
                (
                    "limit_minutes",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="No promise may lie further away than this.",
                        null=True,
                        verbose_name="limit (minutes)",
                    ),
                ),
                (
                    "default_priority",
                    models.CharField(
                        choices=[
                            ("P0", "Life safety"),
                            ("P1", "Urgent"),
                            ("P2", "Ordinary"),
                            ("P3", "Enquiry"),
                        ],
                        default="P2",
                        max_length=2,
                        verbose_name="usual priority",
                    ),
                ),
                (
                    "needs_identity",
                    models.BooleanField(default=False, verbose_name="identity is checked first"),
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "verbose_name": "historical category",
                "verbose_name_plural": "historical categories",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Guideline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("faq", "common question"), ("notice", "notice"), ("rule", "rule")],
                        default="faq",
                        max_length=6,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("body", models.TextField(verbose_name="answer")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="valid from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("key", models.TextField(editable=False)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
            ],
            options={
                "verbose_name": "guideline",
                "verbose_name_plural": "guidelines",
                "ordering": ["order", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["faq", "notice", "rule"])),
                        name="guideline_is_answer_notice_or_rule",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_until__isnull", True),
                            ("valid_from__lte", models.F("valid_until")),
                            _connector="OR",
                        ),
                        name="guideline_is_valid_from_before_until",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="desk",
            name="centre",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="directory.servicecentre",
                verbose_name="centre",
            ),
        ),
        migrations.AddField(
            model_name="department",
            name="centre",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="directory.servicecentre",
                verbose_name="centre",
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="centre",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="directory.servicecentre",
                verbose_name="centre",
            ),
        ),
        migrations.AddField(
            model_name="staff",
            name="centre",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="directory.servicecentre",
                verbose_name="centre",
            ),
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("duty_date", models.DateField(verbose_name="duty date")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="to")),
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
                "verbose_name": "shift",
                "verbose_name_plural": "shifts",
                "ordering": ["starts_at"],
                "indexes": [models.Index(fields=["centre", "starts_at", "ends_at"], name="shift_by_hours")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                        name="shift_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalDuty",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                ("cancelled", models.BooleanField(default=False, verbose_name="cancelled")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
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
                        verbose_name="desk",
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
                        verbose_name="member of staff",
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
                "verbose_name": "historical duty",
                "verbose_name_plural": "historical duties",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cancelled", models.BooleanField(default=False, verbose_name="cancelled")),
                (
                    "desk",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="directory.desk",
                        verbose_name="desk",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="member of staff",
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
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duties",
                        to="directory.shift",
                        verbose_name="shift",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty",
                "verbose_name_plural": "duties",
                "ordering": ["shift", "staff"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shift", "staff"), name="staff_are_rostered_once_for_a_shift"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShiftPattern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="name")),
                ("starts", models.TimeField(verbose_name="from")),
                ("ends", models.TimeField(verbose_name="to")),
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
                "verbose_name": "shift pattern",
                "verbose_name_plural": "shift patterns",
                "ordering": ["order", "starts"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("active", True)),
                        fields=("centre", "name"),
                        name="shift_pattern_name_is_unique_while_in_use",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="shift",
            name="pattern",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shifts",
                to="directory.shiftpattern",
                verbose_name="shift pattern",
            ),
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("building", models.CharField(blank=True, max_length=20, verbose_name="building")),
                ("entrance", models.CharField(blank=True, max_length=10, verbose_name="entrance")),
                (
                    "floor",
                    models.CharField(
                        blank=True, help_text="Not part of the number.", max_length=10, verbose_name="floor"
                    ),
                ),
                ("room", models.CharField(max_length=20, verbose_name="room")),
                ("code", models.CharField(editable=False, max_length=52, verbose_name="unit number")),
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
                "verbose_name": "unit",
                "verbose_name_plural": "units",
                "ordering": ["code"],
                "indexes": [
                    models.Index(
                        fields=["centre", "room"],
                        name="unit_by_room",
                        opclasses=["int8_ops", "varchar_pattern_ops"],
                    ),
                    models.Index(
                        fields=["centre", "code"],
                        name="unit_by_code",
                        opclasses=["int8_ops", "varchar_pattern_ops"],
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("centre", "code"), name="unit_code_is_unique_in_its_centre"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("room", ""), _negated=True), models.Q(("code", ""), _negated=True)
                        ),
                        name="unit_always_has_a_room",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Occupancy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[("owner", "owner"), ("family", "family"), ("tenant", "tenant")],
                        default="owner",
                        max_length=6,
                        verbose_name="relation",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="The first day no longer living here.",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                (
                    "resident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occupancies",
                        to="directory.resident",
                        verbose_name="resident",
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occupancies",
                        to="directory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "occupancy",
                "verbose_name_plural": "occupancies",
                "ordering": ["unit", "relation"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("unit", "resident"),
                        name="resident_is_listed_once_in_a_household",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since__isnull", True),
                            ("until__isnull", True),
                            ("since__lt", models.F("until")),
                            _connector="OR",
                        ),
                        name="occupancy_begins_before_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["owner", "family", "tenant"])),
                        name="occupancy_is_of_owner_family_or_tenant",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalOccupancy",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("history_verb", models.CharField(max_length=40)),
                ("history_change_reason", models.CharField(blank=True, max_length=300)),
                (
                    "relation",
                    models.CharField(
                        choices=[("owner", "owner"), ("family", "family"), ("tenant", "tenant")],
                        default="owner",
                        max_length=6,
                        verbose_name="relation",
                    ),
                ),
                ("since", models.DateField(blank=True, null=True, verbose_name="since")),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="The first day no longer living here.",
                        null=True,
                        verbose_name="until",
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
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="directory.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical occupancy",
                "verbose_name_plural": "historical occupancies",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(
                fields=("centre", "name"), name="desk_name_is_unique_in_its_centre"
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(
                fields=("centre", "code"), name="department_code_is_unique_in_its_centre"
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                fields=("centre", "code"), name="category_code_is_unique_in_its_centre"
            ),
        ),
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.CheckConstraint(
                condition=models.Q(("centre__isnull", False), ("is_staff", True), _connector="OR"),
                name="only_administrators_work_without_a_centre",
            ),
        ),
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("centre__isnull", False),
                    models.Q(("department__isnull", True), ("desk__isnull", True)),
                    _connector="OR",
                ),
                name="department_and_seat_are_in_a_centre",
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(
                fields=("centre", "pattern", "duty_date"), name="a_pattern_is_worked_once_on_a_duty_date"
            ),
        ),
    ]
