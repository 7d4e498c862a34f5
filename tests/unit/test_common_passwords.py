"""Which passwords are refused because everybody tries them first."""

import pytest

from chalicelib.domain.common_passwords import is_common

COMMON = """
    password12 password123 Password123! P@ssw0rd123 passw0rd2026 1234567890 0987654321 0123456789 12345678910 qwertyuiop
    qwerty12345 1q2w3e4r5t 1qaz2wsx3edc q1w2e3r4t5 aaaaaaaaaa 1111111111 abcabcabcabc abcdefghij iloveyou12 iloveyou123
    letmein123 welcome123 Welcome2026! admin12345 administrator changeme123 sunshine12 princess123 football12
    monkey12345 asdfghjkl1 zxcvbnm123 passwordpassword secret12345 summer2026! helloworld1 dragon12345 PASSWORD1234
    123password123 pass.word.123 \uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff4412
    """.split()  # noqa: SIM905 - a list one can read
GOOD = [
    "correct horse battery",
    "a better horse battery",
    "Tr0ub4dor&3xyz",
    "kettle-mosaic-violet",
    "7hQ!mzP0tR",
    "my cat reads newspapers",
    "\u5bc6\u7801\u662f\u4e00\u53ea\u732b\u5728\u770b\u4e66\u5462",
    "passwords are hard to remember",
    "x9$kLmQ2vBn",
]


@pytest.mark.parametrize("password", COMMON)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", GOOD)
def test_what_takes_long_to_guess_is_taken(password: str) -> None:
    assert not is_common(password)
