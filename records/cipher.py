"""What the house keeps unreadable in the file: drafts, and the addresses of channels with their tokens."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def cipher(purpose: str) -> Fernet:
    """The lock for one purpose, made from the house's key; what one purpose locked, another cannot open."""
    key = hashlib.sha256(purpose.encode() + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
