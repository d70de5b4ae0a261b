What the Arr imports, or loses because a download was blocklisted, is read a few seconds later, that entry alone; and when an Arr comes back
after an outage its library is looked through at once. A refresh that is asked for again and again is carried out once in 30 seconds.
