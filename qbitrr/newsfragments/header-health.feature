The browser UI shows in its header how every part does (clients, Arrs, loops, disks, the configuration), each with what is wrong and the way to it, and
keeps what it said in passing to be read again.
