"""What the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicecentre.settings")

application = get_wsgi_application()

from servicecentre.delays import watch  # noqa: E402 -- needs the house set up

watch.begin()
