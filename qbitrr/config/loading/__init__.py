"""From a text and the environment to a `Config`, with everything that is wrong named by key and line. Pure."""
