"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicecentre.settings")

application = get_wsgi_application()

from servicecentre.delays import watch  # noqa: E402 -- needs the house set up

watch.begin()

# What is loaded now stays: no page pays for looking through all of it again for waste.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
