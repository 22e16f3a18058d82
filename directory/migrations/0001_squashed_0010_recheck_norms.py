import datetime

import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import directory.models.centre
from records.tables import CreateModels


class Migration(migrations.Migration):
    """What 0001 to 0010 make of an empty database, at once."""

    replaces = [
        ("directory", "0001_people_places_hours"),
        ("directory", "0002_shift_handed_over_at"),
        ("directory", "0003_units_found_by_key"),
        ("directory", "0004_duties_are_signed_off"),
        ("directory", "0005_the_centres_calendar"),
        ("directory", "0006_norms_in_working_time"),
        ("directory", "0007_the_clock_looks_after_rows"),
        ("directory", "0008_numbers_of_the_maintenance_firms"),
        ("directory", "0009_trail_permissions"),
        ("directory", "0010_recheck_norms"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        CreateModels(
            [
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
                        (
                            "is_front_desk",
                            models.BooleanField(default=False, verbose_name="sits at the desk"),
                        ),
                        (
                            "is_outside",
                            models.BooleanField(default=False, verbose_name="outside our own house"),
                        ),
                        ("takes_fees", models.BooleanField(default=False, verbose_name="settles fees")),
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
                        (
                            "keeps_office_hours",
                            models.BooleanField(
                                default=False,
                                help_text="What it is asked for is promised within the working week.",
                                verbose_name="works in office hours only",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "department",
                        "verbose_name_plural": "departments",
                        "ordering": ["order", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_front_desk", True), ("is_outside", True), _negated=True
                                ),
                                name="nobody_sits_at_the_desk_from_outside_the_house",
                            ),
                            models.UniqueConstraint(
                                fields=("centre", "code"), name="department_code_is_unique_in_its_centre"
                            ),
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
                        "verbose_name": "desk",
                        "verbose_name_plural": "desks",
                        "ordering": ["order", "name"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "name"), name="desk_name_is_unique_in_its_centre"
                            )
                        ],
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
                            models.CharField(
                                blank=True, max_length=40, verbose_name="name in simplified Chinese"
                            ),
                        ),
                        (
                            "name_en",
                            models.CharField(blank=True, max_length=40, verbose_name="name in English"),
                        ),
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
                        (
                            "centre",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
                            ),
                        ),
                        (
                            "limit_working_minutes",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Instead of a limit by the clock: counted while the office works, 540 for a day of nine hours.",
                                null=True,
                                verbose_name="limit (working minutes)",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "category",
                        "verbose_name_plural": "categories",
                        "ordering": ["order", "code"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("callback_policy__in", ["all", "face", "sample", "none"])
                                ),
                                name="category_has_one_of_four_callback_policies",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("default_priority__in", ["P0", "P1", "P2", "P3"])),
                                name="category_has_one_of_four_priorities",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("sample_percent__lte", 100)),
                                name="sample_is_at_most_everybody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("limit_minutes__isnull", True), ("limit_minutes__gt", 0), _connector="OR"
                                ),
                                name="a_limit_leaves_some_time",
                            ),
                            models.UniqueConstraint(
                                fields=("centre", "code"), name="category_code_is_unique_in_its_centre"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("limit_working_minutes__isnull", True),
                                    models.Q(
                                        ("limit_minutes__isnull", True), ("limit_working_minutes__gt", 0)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_limit_is_by_the_clock_or_in_working_time",
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
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
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
                        (
                            "is_staff",
                            models.BooleanField(default=False, verbose_name="keeps the books of the house"),
                        ),
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
                        (
                            "centre",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="directory.servicecentre",
                                verbose_name="centre",
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
                            ("read_readings", "Read who looked at or exported what"),
                            ("verify_trail", "Verify the seals of the trail"),
                            ("export", "Take lists out of the house"),
                        ),
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_superuser", False), ("is_staff", True), _connector="OR"
                                ),
                                name="a_superuser_keeps_the_books_of_the_house",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("is_active", True), ("desk__isnull", True), _connector="OR"
                                ),
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("centre__isnull", False), ("is_staff", True), _connector="OR"
                                ),
                                name="only_administrators_work_without_a_centre",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("centre__isnull", False),
                                    models.Q(("department__isnull", True), ("desk__isnull", True)),
                                    _connector="OR",
                                ),
                                name="department_and_seat_are_in_a_centre",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalServiceCentre",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                            models.PositiveSmallIntegerField(
                                default=120, verbose_name="call back within (minutes)"
                            ),
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
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="forward within (minutes)"
                            ),
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
                            models.PositiveSmallIntegerField(
                                default=7, verbose_name="same matter within (days)"
                            ),
                        ),
                        (
                            "reopen_within_days",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="may be reopened within (days)"
                            ),
                        ),
                        (
                            "late_entry_minutes",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="a late entry after (minutes)"
                            ),
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
                        (
                            "answer_within_days",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Hangzhou: 10. Leave it empty where no such law holds.",
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="the law wants complaints answered within (days)",
                            ),
                        ),
                        (
                            "maintenance_numbers",
                            models.CharField(
                                blank=True,
                                help_text="Shown beside 119, 120 and 110 while life is at stake: the lift firm's, the gas company's.",
                                max_length=120,
                                verbose_name="numbers of the maintenance firms",
                            ),
                        ),
                        (
                            "manager_households",
                            models.PositiveSmallIntegerField(
                                default=5, verbose_name="households a manager asks each month"
                            ),
                        ),
                        (
                            "recheck_percent",
                            models.PositiveSmallIntegerField(
                                default=30,
                                help_text="So many of the answered callbacks about complaints are drawn by lot.",
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="complaints a leader asks about again (percent)",
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
                            models.PositiveSmallIntegerField(
                                default=120, verbose_name="call back within (minutes)"
                            ),
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
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="forward within (minutes)"
                            ),
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
                            models.PositiveSmallIntegerField(
                                default=7, verbose_name="same matter within (days)"
                            ),
                        ),
                        (
                            "reopen_within_days",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="may be reopened within (days)"
                            ),
                        ),
                        (
                            "late_entry_minutes",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="a late entry after (minutes)"
                            ),
                        ),
                        ("is_demo", models.BooleanField(default=False, verbose_name="demonstration")),
                        (
                            "answer_within_days",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Hangzhou: 10. Leave it empty where no such law holds.",
                                null=True,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="the law wants complaints answered within (days)",
                            ),
                        ),
                        (
                            "maintenance_numbers",
                            models.CharField(
                                blank=True,
                                help_text="Shown beside 119, 120 and 110 while life is at stake: the lift firm's, the gas company's.",
                                max_length=120,
                                verbose_name="numbers of the maintenance firms",
                            ),
                        ),
                        (
                            "manager_households",
                            models.PositiveSmallIntegerField(
                                default=5, verbose_name="households a manager asks each month"
                            ),
                        ),
                        (
                            "recheck_percent",
                            models.PositiveSmallIntegerField(
                                default=30,
                                help_text="So many of the answered callbacks about complaints are drawn by lot.",
                                validators=[django.core.validators.MaxValueValidator(100)],
                                verbose_name="complaints a leader asks about again (percent)",
                            ),
                        ),
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
                            models.CheckConstraint(
                                condition=models.Q(("recheck_percent__lte", 100)),
                                name="rechecks_are_at_most_everybody",
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
                        (
                            "care_note",
                            models.CharField(blank=True, max_length=200, verbose_name="please mind"),
                        ),
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
                                condition=models.Q(("name", ""), _negated=True),
                                name="resident_always_has_a_name",
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("building", models.CharField(blank=True, max_length=20, verbose_name="building")),
                        ("entrance", models.CharField(blank=True, max_length=10, verbose_name="entrance")),
                        (
                            "floor",
                            models.CharField(
                                blank=True,
                                help_text="Not part of the number.",
                                max_length=10,
                                verbose_name="floor",
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "is_staff",
                            models.BooleanField(default=False, verbose_name="keeps the books of the house"),
                        ),
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "care_note",
                            models.CharField(blank=True, max_length=200, verbose_name="please mind"),
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("code", models.SlugField(max_length=20, verbose_name="code")),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        (
                            "is_front_desk",
                            models.BooleanField(default=False, verbose_name="sits at the desk"),
                        ),
                        (
                            "is_outside",
                            models.BooleanField(default=False, verbose_name="outside our own house"),
                        ),
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
                        (
                            "keeps_office_hours",
                            models.BooleanField(
                                default=False,
                                help_text="What it is asked for is promised within the working week.",
                                verbose_name="works in office hours only",
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("code", models.SlugField(max_length=20, verbose_name="code")),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        (
                            "name_hans",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="name in simplified Chinese"
                            ),
                        ),
                        (
                            "name_en",
                            models.CharField(blank=True, max_length=40, verbose_name="name in English"),
                        ),
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
                        (
                            "limit_working_minutes",
                            models.PositiveIntegerField(
                                blank=True,
                                help_text="Instead of a limit by the clock: counted while the office works, 540 for a day of nine hours.",
                                null=True,
                                verbose_name="limit (working minutes)",
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
                        (
                            "pattern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shifts",
                                to="directory.shiftpattern",
                                verbose_name="shift pattern",
                            ),
                        ),
                        (
                            "handed_over_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="handed over at"),
                        ),
                    ],
                    options={
                        "verbose_name": "shift",
                        "verbose_name_plural": "shifts",
                        "ordering": ["starts_at"],
                        "indexes": [
                            models.Index(fields=["centre", "starts_at", "ends_at"], name="shift_by_hours")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                                name="shift_ends_after_it_starts",
                            ),
                            models.UniqueConstraint(
                                fields=("centre", "pattern", "duty_date"),
                                name="a_pattern_is_worked_once_on_a_duty_date",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HistoricalDuty",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                        (
                            "handing_over_since",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="handing over since"
                            ),
                        ),
                        (
                            "signed_off_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="signed off at"),
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
                        (
                            "handing_over_since",
                            models.DateTimeField(
                                editable=False, null=True, verbose_name="handing over since"
                            ),
                        ),
                        (
                            "signed_off_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="signed off at"),
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
                        "verbose_name": "duty",
                        "verbose_name_plural": "duties",
                        "ordering": ["shift", "staff"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("shift", "staff"), name="staff_are_rostered_once_for_a_shift"
                            )
                        ],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("wakes_at__isnull", False)),
                                fields=["wakes_at"],
                                name="duty_to_wake",
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
                                blank=True,
                                help_text="Not part of the number.",
                                max_length=10,
                                verbose_name="floor",
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
                        ("key", models.CharField(editable=False, max_length=60)),
                    ],
                    options={
                        "verbose_name": "unit",
                        "verbose_name_plural": "units",
                        "ordering": ["code"],
                        "indexes": [models.Index(fields=["centre", "key"], name="unit_by_key")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "code"), name="unit_code_is_unique_in_its_centre"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("room", ""), _negated=True),
                                    models.Q(("code", ""), _negated=True),
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
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
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
                migrations.CreateModel(
                    name="HistoricalHoliday",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("date", models.DateField(verbose_name="date")),
                        ("is_workday", models.BooleanField(default=False, verbose_name="is a workday")),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
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
                        "verbose_name": "historical holiday or make-up workday",
                        "verbose_name_plural": "historical holidays and make-up workdays",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="HistoricalWorkingWeek",
                    fields=[
                        (
                            "id",
                            models.BigIntegerField(
                                auto_created=True, blank=True, db_index=True, verbose_name="ID"
                            ),
                        ),
                        ("history_verb", models.CharField(max_length=40)),
                        ("history_change_reason", models.CharField(blank=True, max_length=300)),
                        ("monday_from", models.TimeField(blank=True, null=True, verbose_name="Monday from")),
                        (
                            "monday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Monday until"),
                        ),
                        (
                            "tuesday_from",
                            models.TimeField(blank=True, null=True, verbose_name="Tuesday from"),
                        ),
                        (
                            "tuesday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Tuesday until"),
                        ),
                        (
                            "wednesday_from",
                            models.TimeField(blank=True, null=True, verbose_name="Wednesday from"),
                        ),
                        (
                            "wednesday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Wednesday until"),
                        ),
                        (
                            "thursday_from",
                            models.TimeField(blank=True, null=True, verbose_name="Thursday from"),
                        ),
                        (
                            "thursday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Thursday until"),
                        ),
                        ("friday_from", models.TimeField(blank=True, null=True, verbose_name="Friday from")),
                        (
                            "friday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Friday until"),
                        ),
                        (
                            "saturday_from",
                            models.TimeField(blank=True, null=True, verbose_name="Saturday from"),
                        ),
                        (
                            "saturday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Saturday until"),
                        ),
                        ("sunday_from", models.TimeField(blank=True, null=True, verbose_name="Sunday from")),
                        (
                            "sunday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Sunday until"),
                        ),
                        ("break_from", models.TimeField(blank=True, null=True, verbose_name="break from")),
                        ("break_until", models.TimeField(blank=True, null=True, verbose_name="break until")),
                        (
                            "keeps_public_holidays",
                            models.BooleanField(
                                default=True,
                                help_text="Holidays and make-up workdays, as far as they are announced; others stand in the table.",
                                verbose_name="keeps the mainland's public holidays",
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
                    ],
                    options={
                        "verbose_name": "historical working week",
                        "verbose_name_plural": "historical working weeks",
                        "ordering": ("-history_date", "-history_id"),
                        "get_latest_by": ("history_date", "history_id"),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name="Holiday",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("date", models.DateField(verbose_name="date")),
                        ("is_workday", models.BooleanField(default=False, verbose_name="is a workday")),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
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
                        "verbose_name": "holiday or make-up workday",
                        "verbose_name_plural": "holidays and make-up workdays",
                        "ordering": ["-date"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("centre", "date"), name="a_date_stands_once_in_the_calendar"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkingWeek",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("monday_from", models.TimeField(blank=True, null=True, verbose_name="Monday from")),
                        (
                            "monday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Monday until"),
                        ),
                        (
                            "tuesday_from",
                            models.TimeField(blank=True, null=True, verbose_name="Tuesday from"),
                        ),
                        (
                            "tuesday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Tuesday until"),
                        ),
                        (
                            "wednesday_from",
                            models.TimeField(blank=True, null=True, verbose_name="Wednesday from"),
                        ),
                        (
                            "wednesday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Wednesday until"),
                        ),
                        (
                            "thursday_from",
                            models.TimeField(blank=True, null=True, verbose_name="Thursday from"),
                        ),
                        (
                            "thursday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Thursday until"),
                        ),
                        ("friday_from", models.TimeField(blank=True, null=True, verbose_name="Friday from")),
                        (
                            "friday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Friday until"),
                        ),
                        (
                            "saturday_from",
                            models.TimeField(blank=True, null=True, verbose_name="Saturday from"),
                        ),
                        (
                            "saturday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Saturday until"),
                        ),
                        ("sunday_from", models.TimeField(blank=True, null=True, verbose_name="Sunday from")),
                        (
                            "sunday_until",
                            models.TimeField(blank=True, null=True, verbose_name="Sunday until"),
                        ),
                        ("break_from", models.TimeField(blank=True, null=True, verbose_name="break from")),
                        ("break_until", models.TimeField(blank=True, null=True, verbose_name="break until")),
                        (
                            "keeps_public_holidays",
                            models.BooleanField(
                                default=True,
                                help_text="Holidays and make-up workdays, as far as they are announced; others stand in the table.",
                                verbose_name="keeps the mainland's public holidays",
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
                        "verbose_name": "working week",
                        "verbose_name_plural": "working weeks",
                        "ordering": ["centre"],
                        "constraints": [
                            models.UniqueConstraint(fields=("centre",), name="a_centre_has_one_working_week"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        models.Q(
                                            ("monday_from__isnull", True), ("monday_until__isnull", True)
                                        ),
                                        models.Q(
                                            ("monday_from__isnull", False),
                                            ("monday_until__isnull", False),
                                            models.Q(
                                                ("monday_from__lt", models.F("monday_until")),
                                                ("monday_until", datetime.time(0, 0)),
                                                _connector="OR",
                                            ),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("tuesday_from__isnull", True), ("tuesday_until__isnull", True)
                                        ),
                                        models.Q(
                                            ("tuesday_from__isnull", False),
                                            ("tuesday_until__isnull", False),
                                            models.Q(
                                                ("tuesday_from__lt", models.F("tuesday_until")),
                                                ("tuesday_until", datetime.time(0, 0)),
                                                _connector="OR",
                                            ),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("wednesday_from__isnull", True),
                                            ("wednesday_until__isnull", True),
                                        ),
                                        models.Q(
                                            ("wednesday_from__isnull", False),
                                            ("wednesday_until__isnull", False),
                                            models.Q(
                                                ("wednesday_from__lt", models.F("wednesday_until")),
                                                ("wednesday_until", datetime.time(0, 0)),
                                                _connector="OR",
                                            ),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("thursday_from__isnull", True), ("thursday_until__isnull", True)
                                        ),
                                        models.Q(
                                            ("thursday_from__isnull", False),
                                            ("thursday_until__isnull", False),
                                            models.Q(
                                                ("thursday_from__lt", models.F("thursday_until")),
                                                ("thursday_until", datetime.time(0, 0)),
                                                _connector="OR",
                                            ),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("friday_from__isnull", True), ("friday_until__isnull", True)
                                        ),
                                        models.Q(
                                            ("friday_from__isnull", False),
                                            ("friday_until__isnull", False),
                                            models.Q(
                                                ("friday_from__lt", models.F("friday_until")),
                                                ("friday_until", datetime.time(0, 0)),
                                                _connector="OR",
                                            ),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("saturday_from__isnull", True), ("saturday_until__isnull", True)
                                        ),
                                        models.Q(
                                            ("saturday_from__isnull", False),
                                            ("saturday_until__isnull", False),
                                            models.Q(
                                                ("saturday_from__lt", models.F("saturday_until")),
                                                ("saturday_until", datetime.time(0, 0)),
                                                _connector="OR",
                                            ),
                                        ),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        models.Q(
                                            ("sunday_from__isnull", True), ("sunday_until__isnull", True)
                                        ),
                                        models.Q(
                                            ("sunday_from__isnull", False),
                                            ("sunday_until__isnull", False),
                                            models.Q(
                                                ("sunday_from__lt", models.F("sunday_until")),
                                                ("sunday_until", datetime.time(0, 0)),
                                                _connector="OR",
                                            ),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="a_working_day_begins_before_it_ends",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("break_from__isnull", True), ("break_until__isnull", True)),
                                    models.Q(
                                        ("break_from__gt", datetime.time(0, 0)),
                                        ("break_from__isnull", False),
                                        ("break_until__gt", models.F("break_from")),
                                        ("break_until__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_break_begins_before_it_ends",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("monday_from__isnull", False),
                                        ("monday_until__isnull", False),
                                        models.Q(
                                            ("break_from__isnull", True),
                                            ("monday_from__lt", models.F("break_from")),
                                            ("monday_until__gt", models.F("break_until")),
                                            ("monday_until", datetime.time(0, 0)),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("tuesday_from__isnull", False),
                                        ("tuesday_until__isnull", False),
                                        models.Q(
                                            ("break_from__isnull", True),
                                            ("tuesday_from__lt", models.F("break_from")),
                                            ("tuesday_until__gt", models.F("break_until")),
                                            ("tuesday_until", datetime.time(0, 0)),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("wednesday_from__isnull", False),
                                        ("wednesday_until__isnull", False),
                                        models.Q(
                                            ("break_from__isnull", True),
                                            ("wednesday_from__lt", models.F("break_from")),
                                            ("wednesday_until__gt", models.F("break_until")),
                                            ("wednesday_until", datetime.time(0, 0)),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("thursday_from__isnull", False),
                                        ("thursday_until__isnull", False),
                                        models.Q(
                                            ("break_from__isnull", True),
                                            ("thursday_from__lt", models.F("break_from")),
                                            ("thursday_until__gt", models.F("break_until")),
                                            ("thursday_until", datetime.time(0, 0)),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("friday_from__isnull", False),
                                        ("friday_until__isnull", False),
                                        models.Q(
                                            ("break_from__isnull", True),
                                            ("friday_from__lt", models.F("break_from")),
                                            ("friday_until__gt", models.F("break_until")),
                                            ("friday_until", datetime.time(0, 0)),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("saturday_from__isnull", False),
                                        ("saturday_until__isnull", False),
                                        models.Q(
                                            ("break_from__isnull", True),
                                            ("saturday_from__lt", models.F("break_from")),
                                            ("saturday_until__gt", models.F("break_until")),
                                            ("saturday_until", datetime.time(0, 0)),
                                            _connector="OR",
                                        ),
                                    ),
                                    models.Q(
                                        ("sunday_from__isnull", False),
                                        ("sunday_until__isnull", False),
                                        models.Q(
                                            ("break_from__isnull", True),
                                            ("sunday_from__lt", models.F("break_from")),
                                            ("sunday_until__gt", models.F("break_until")),
                                            ("sunday_until", datetime.time(0, 0)),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_week_has_a_working_minute",
                                violation_error_message="In such a week nobody works a minute: nothing could be promised in it.",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
