"""Sections of a configuration as text: what every file of these tests says alike stands here, what a test is about stands in the test."""

__all__ = ["arr_section", "opening", "qbit_section"]


def opening(*settings: str, token: str = "t", webui: str = "AuthDisabled = false") -> str:
    """`[Settings]` with these lines, asking nobody on the internet, and `[WebUI]` with these, closed to whoever does not send *token*."""
    return _lines("[Settings]", "SchemaVersion = 1", "PingURLS = []", *settings, "[WebUI]", webui, f'Token = "{token}"')


def qbit_section(port: int | str, *lines: str, name: str = "qBit") -> str:
    """`[name]`: a client at *port*; *lines* are more keys, then tables below it."""
    return _lines(
        f"[{name}]", 'Host = "127.0.0.1"', f"Port = {port}", 'UserName = "admin"', 'Password = "adminadmin"', *lines
    )


def arr_section(name: str, address: str, category: str, *lines: str, key: str = "k") -> str:
    """`[name]`: a managed Arr whose downloads have *category*; *lines* are more keys, then tables below it."""
    return _lines(
        f"[{name}]", "Managed = true", f'URI = "{address}"', f'APIKey = "{key}"', f'Category = "{category}"', *lines
    )


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines if line)
