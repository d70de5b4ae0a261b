"""The routes others count on, and those of them that are not there yet."""

import re

from twisted.trial.unittest import SynchronousTestCase

from qbitrr.web.docs.document import template
from qbitrr.web.docs.table import whole_table

LISTED = """
GET  /health public
GET  / public
GET  /ui public
GET  /ui/ public
GET  /login public
GET  /sw.js public
GET  /static/{path} public
GET  /api/openapi.json protected
GET  /web/openapi.json protected
GET  /api/docs protected
GET  /web/docs protected
POST /web/login public
POST /web/logout public
POST /web/auth/set-password public
GET  /web/auth/oidc/challenge public
GET  /signin-oidc public
GET  /api/token protected
GET  /web/token special
GET  /api/status protected
GET  /web/status protected
GET  /api/meta protected
GET  /web/meta public
GET  /api/processes protected
GET  /web/processes protected
POST /api/processes/{cat}/{kind}/restart protected
POST /web/processes/{cat}/{kind}/restart protected
POST /api/processes/restart_all protected
POST /web/processes/restart_all protected
POST /api/arr/rebuild protected
POST /web/arr/rebuild protected
POST /api/arr/{section}/restart protected
POST /web/arr/{section}/restart protected
GET  /api/arr protected
GET  /web/arr protected
GET  /api/arr/{cat}/open/{kind}/{entry_id} protected
GET  /web/arr/{cat}/open/{kind}/{entry_id} protected
POST /api/arr/test-connection protected
POST /web/arr/test-connection protected
GET  /web/qbit/categories protected
GET  /web/qbit/overview protected
GET  /api/torrents/distribution protected
GET  /web/torrents/distribution protected
GET  /api/logs protected
GET  /web/logs protected
GET  /api/logs/{name} protected
GET  /web/logs/{name} protected
GET  /api/logs/{name}/download protected
GET  /web/logs/{name}/download protected
GET  /api/logs/{name}/stream protected
GET  /web/logs/{name}/stream protected
GET  /api/logs/{name}/search protected
GET  /web/logs/{name}/search protected
POST /api/loglevel protected
POST /web/loglevel protected
GET  /api/radarr/{cat}/movies protected
GET  /web/radarr/{cat}/movies protected
GET  /api/sonarr/{cat}/series protected
GET  /web/sonarr/{cat}/series protected
GET  /api/lidarr/{cat}/artists protected
GET  /web/lidarr/{cat}/artists protected
GET  /web/lidarr/{cat}/albums protected
GET  /api/lidarr/{cat}/artist/{artist_id} protected
GET  /web/lidarr/{cat}/artist/{artist_id} protected
GET  /api/readarr/{cat}/authors protected
GET  /web/readarr/{cat}/authors protected
GET  /api/readarr/{cat}/author/{author_id} protected
GET  /web/readarr/{cat}/author/{author_id} protected
GET  /api/radarr/{cat}/movie/{id}/thumbnail protected
GET  /web/radarr/{cat}/movie/{id}/thumbnail protected
GET  /api/sonarr/{cat}/series/{id}/thumbnail protected
GET  /web/sonarr/{cat}/series/{id}/thumbnail protected
GET  /api/lidarr/{cat}/artist/{id}/thumbnail protected
GET  /web/lidarr/{cat}/artist/{id}/thumbnail protected
GET  /api/readarr/{cat}/author/{id}/thumbnail protected
GET  /web/readarr/{cat}/author/{id}/thumbnail protected
GET  /api/config protected
GET  /web/config protected
POST /api/config protected
POST /web/config protected
GET  /api/config/schema protected
GET  /web/config/schema protected
POST /api/update protected
POST /web/update protected
GET  /api/download-update protected
GET  /web/download-update protected
"""
# By design only the browser has these.
ABSENT = {("GET", "/api/lidarr/{}/albums"), ("GET", "/api/qbit/categories"), ("GET", "/api/qbit/overview")}
# What is not there yet, and why. This only shrinks: a route that comes leaves this list with the same change.
MISSING: dict[str, str] = {}


def shape(path):
    """A path whose parameters have no names."""
    return re.sub(r"{\w+}", "{}", path)


class CompletenessTests(SynchronousTestCase):
    """What others count on."""

    def setUp(self):
        self.listed = {}
        for line in LISTED.split("\n")[1:-1]:
            method, path, auth = line.split()
            self.listed[method, shape(path)] = auth
        self.routes = {(route.method, shape(template(route.path))): route for route in whole_table()}

    def test_each_listed_route_is_there(self):
        """Each is there, or its absence has a reason; none has one without need."""
        self.assertEqual(85, len(self.listed))
        missing = {f"{method} {path}" for method, path in self.listed.keys() - self.routes.keys()}
        self.assertEqual(missing, MISSING.keys())

    def test_auth(self):
        """Each asks for the credential it is said to ask for."""
        there = {key: route.auth.value for key, route in self.routes.items() if key in self.listed}
        self.assertEqual({key: self.listed[key] for key in there}, there)

    def test_absent(self):
        """What only the browser has is only there."""
        self.assertEqual(set(), ABSENT & self.routes.keys())
