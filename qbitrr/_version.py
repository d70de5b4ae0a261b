"""The version of this program, read by the build and by `qbitrr --version`."""

REPOSITORY = ""
"""Where its releases are, `owner/name` on GitHub; a build that has a home writes it here. Without one no release is looked up."""

__version__ = "0.1.0"
