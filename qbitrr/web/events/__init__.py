"""Live events: what is published is looked at once a second for all who listen, and only what changed goes out. Decides nothing."""
