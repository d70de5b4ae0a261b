"""Hashes of passwords."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbitrr.web.auth.passwords import NOBODY, is_outdated, new_hash, verify

# Of the program people come from: "correct horse battery", cost 4.
BCRYPT = "$2b$04$abcdefghijklmnopqrstuu"


@settings(max_examples=5, deadline=None)
@given(st.text(min_size=1, max_size=60), st.text(max_size=60))
def test_only_the_password_fits(password: str, other: str) -> None:
    """Whatever the letters; a hash says what it is and has a salt of its own."""
    stored = new_hash(password)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert stored != new_hash(password)
    assert not is_outdated(stored)
    assert verify(password, stored)
    assert verify(other, stored) == (other == password)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "plain text",
        "$argon2id$",
        "$argon2id$v=19$m=19456,t=2,p=1$!!$??",
        "$argon2id$v=19$m=19456,t=2,p=0$YWFhYWFhYWE$YWFhYWFhYWE",
        "$argon2id$v=19$m=99999999,t=2,p=1$YWFhYWFhYWE$YWFhYWFhYWE",
        "$argon2id$v=19$m=19456,t=4294967295,p=1$YWFhYWFhYWE$YWFhYWFhYWE",
        "$argon2i$v=19$m=19456,t=2,p=1$YWFhYWFhYWE$YWFhYWFhYWE",
        "$2b$31$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuuabcdefghijklmno",
        "$2b$04$short",
        "$1$md5$x",
        NOBODY,
    ],
)
def test_what_is_no_hash_fits_nothing(stored: str) -> None:
    """Nor does one that would cost hours or all memory."""
    assert not verify("", stored)
    assert not verify("plain text", stored)


def test_hashes_of_the_other_program() -> None:
    """bcrypt is understood, as far as it looked at passwords, and is to be made anew."""
    bcrypt = pytest.importorskip("bcrypt")
    for password in ("correct horse battery", "ä" * 40):
        stored = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()
        assert is_outdated(stored)
        assert verify(password, stored)
        assert not verify("incorrect", stored)
