The Processes page now shows the memory and processor time of each loop (`/api/processes/usage`), how many of the restarts it may have after crashes were used, and when all of them are left again.
