A start with a file of the program before, not confirmed yet, takes over what that program knew, too: whoever confirms it by API or browser needs no second step.
