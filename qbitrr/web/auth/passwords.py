"""
Hashes of passwords. Everything here takes a tenth of a second and tens of megabytes: never on the reactor.

New hashes are Argon2id in the usual self-describing form. bcrypt hashes, as other programs wrote them into our file, are understood.
"""

import os
import re

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

__all__ = ["LEAST_CHARACTERS", "LONGEST_CHARACTERS", "NOBODY", "is_outdated", "new_hash", "verify"]

LEAST_CHARACTERS, LONGEST_CHARACTERS = 8, 1024

# OWASP's first recommendation that leaves memory to the rest of a small machine.
_PASSES, _LANES, _MEMORY_KIB = 2, 1, 19_456
_NOW = f"$argon2id$v=19$m={_MEMORY_KIB},t={_PASSES},p={_LANES}$"
NOBODY = f"{_NOW}cWJpdHJyIG5vYm9keSEhIQ$cWJpdHJyIG5vYm9keSBxYml0cnIgbm9ib2R5ISEhISE"
"""A hash of no password, for taking the usual time where there is none."""
# What a hash may cost us: up to a gigabyte and 99 passes, or 2 to the 16 rounds.
_ARGON2ID = re.compile(r"\$argon2id\$v=19\$m=[0-9]{1,6},t=[0-9]{1,2},p=[0-9]{1,2}\$")
_BCRYPT = re.compile(r"\$2[aby]\$(0[0-9]|1[0-6])\$")
_BCRYPT_BYTES = 72
"""bcrypt looks at no more of a password; today's library refuses longer ones, those that wrote the hashes cut them."""


def new_hash(password: str) -> str:
    """A hash of *password* with a salt of its own."""
    kdf = Argon2id(salt=os.urandom(16), length=32, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)
    return kdf.derive_phc_encoded(_bytes(password))


def verify(password: str, stored: str) -> bool:
    """Whether *stored* is a hash of *password*. One that nobody can read, or that asks for far too much work, is of none."""
    if _BCRYPT.match(stored):
        return _verify_bcrypt(password, stored)
    if not _ARGON2ID.match(stored):
        return False
    try:
        Argon2id.verify_phc_encoded(_bytes(password), stored)
    except (InvalidKey, ValueError, TypeError, OverflowError):
        return False
    return True


def is_outdated(stored: str) -> bool:
    """Whether a hash should be made anew, which needs the password."""
    return not stored.startswith(_NOW)


def _verify_bcrypt(password: str, stored: str) -> bool:
    try:
        import bcrypt  # only files of other programs need it
    except ImportError:
        return False
    try:
        return bcrypt.checkpw(_bytes(password)[:_BCRYPT_BYTES], stored.encode())
    except ValueError:
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
