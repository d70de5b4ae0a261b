"""A module that cannot be imported, for the fork server to stumble over."""

import there_is_no_such_thing  # type: ignore[import-not-found]  # noqa: F401
