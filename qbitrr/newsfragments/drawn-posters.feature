The simulated Arrs of the demonstration have posters.
