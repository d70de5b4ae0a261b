Every change of the configuration takes effect while the program runs: a plan names what is restarted before it is done, and only that
is. Rules, timers and switches are told to running loops, a client or an Arr is connected anew by itself, the web interface moves to
another port while what is being answered is answered, and a section that cannot be used as it is written goes on as it was.
