"""
How a wheel is built: by setuptools, and before that the browser UI, which the wheel carries.
"""

from typing import Any

import ui
from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """What setuptools wants, and Node where there is none that will do."""
    wanted: list[str] = build_meta.get_requires_for_build_wheel(config_settings)
    return [*wanted, *filter(None, [ui.requirement()])]


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    """A wheel with the browser UI in it."""
    ui.build()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
