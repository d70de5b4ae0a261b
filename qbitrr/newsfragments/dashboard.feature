The browser UI has a dashboard: one sentence that says what needs a person, the figures of the whole, imports and removals over time, room on the
disks, and the last decisions with their reasons, settings and Undo.
