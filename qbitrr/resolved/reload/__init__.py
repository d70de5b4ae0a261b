"""
What another configuration comes to while the program runs: the values of both are compared, and the plan says what is done about
each difference. Pure; nothing is done here.
"""
