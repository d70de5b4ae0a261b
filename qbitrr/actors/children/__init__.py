"""One child process through all its lives: started, watched, restarted, given up. Knows not what a child does."""
