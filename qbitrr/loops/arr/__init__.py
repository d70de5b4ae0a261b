"""The Arr of a section as its loops see it: its client, and whether it is there. Decides nothing."""
