"""Routes, parameters, answers, bodies: what handlers are made of. Knows no subject of the API."""
