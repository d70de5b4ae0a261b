"""
The person at the terminal: what is asked, and the three words that are understood everywhere.
"""

import getpass
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from qbitrr.errors import QbitrrError

__all__ = ["GoBack", "Leave", "Person", "TerminalPerson"]


class GoBack(QbitrrError):
    """The person wants to answer the question before this one again."""


class Leave(QbitrrError):
    """The person wants no set-up."""


class Person(Protocol):
    """Whoever answers. Each question may raise `GoBack` or `Leave`."""

    def say(self, text: str = "") -> None:
        """Tell something."""

    def ask(self, question: str, default: str = "") -> str:
        """A line, without blanks around it; *default* for an empty one."""

    def ask_secret(self, question: str) -> str:
        """A line that is not shown, neither while it is typed nor later."""

    def choose(self, question: str, choices: Sequence[str], default: int = 0) -> int:
        """The place of one of *choices*."""


class TerminalPerson:
    """
    The person at standard input and output. *read* and *read_secret* show a prompt and return a line; they raise `EOFError` when there
    is none any more.
    """

    def __init__(self, read: Callable[[str], str] = input, read_secret: Callable[[str], str] = getpass.getpass) -> None:
        self._read = read
        self._read_secret = read_secret

    def say(self, text: str = "") -> None:
        print(text)
        sys.stdout.flush()

    def ask(self, question: str, default: str = "") -> str:
        shown = f" [{default}]" if default else ""
        return self._word(self._read(f"{question}{shown}: ")) or default

    def ask_secret(self, question: str) -> str:
        return self._read_secret(f"{question} (not shown): ").strip()

    def choose(self, question: str, choices: Sequence[str], default: int = 0) -> int:
        self.say(question)
        for number, choice in enumerate(choices, 1):
            self.say(f"  {number}) {choice}")
        while True:
            answer = self._word(self._read(f"Number [{default + 1}]: "))
            if not answer:
                return default
            if answer.isdecimal() and 0 < int(answer) <= len(choices):
                return int(answer) - 1
            self.say(f"Type a number from 1 to {len(choices)}.")

    def _word(self, text: str) -> str:
        word = text.strip()
        if word.lower() == "back":
            raise GoBack
        if word.lower() == "quit":
            raise Leave
        return word
