"""The real settings, with a bare page to compare with and a counter of questions to the database."""

from servicecentre.settings import *  # noqa: F403 -- everything as it is, and two lines more
from servicecentre.settings import MIDDLEWARE

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.counting.counted", *MIDDLEWARE]
