"""The lanes of searching, one module each: they propose, the sender sends. A lane knows no other lane."""
