A page whose answer is slow says so after some seconds, and gives up after a minute with a button to try again.
