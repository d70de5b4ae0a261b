"""What people say of searching to a running program."""
