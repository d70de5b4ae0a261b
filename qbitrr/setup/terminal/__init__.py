"""The set-up as a conversation at a terminal. It blocks, so that it reads like what is said; programs are asked by way of `Programs`."""
