`GET /health/ready` tells whoever starts the program when it is ready, and `GET /api/health` how each client, Arr and child does.
