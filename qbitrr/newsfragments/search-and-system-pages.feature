The browser UI has a page for searches (what comes next and why, the pace, pausing, what past searches found) and one for the system (version, health, doctor, sessions, password, token).
