#!/usr/bin/env python
"""Django's door to everything an operator does by hand."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicecentre.settings")
    execute_from_command_line(sys.argv)
