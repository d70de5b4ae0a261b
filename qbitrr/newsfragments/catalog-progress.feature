How far looking through a library has come is told with the processes (`catalogProgress`: what is read, how many of how many).
