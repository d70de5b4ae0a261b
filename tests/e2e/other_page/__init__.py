"""The page of the program whose API ours is: each call it makes, in its order and its manner, and what it reads of the answers."""
