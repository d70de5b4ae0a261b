"""Figures for Prometheus."""

import re

from msgspec.structs import replace
from twisted.trial.unittest import SynchronousTestCase

import qbitrr
from qbitrr.model.removals.cases import RemovalPace
from qbitrr.model.status import QbitStatus
from tests.web.program import BEARER, OVERVIEW, TOKEN, Client

LINE = re.compile(r'[a-z_]+(?:\{[a-z]+="(?:[^"\\\n]|\\.)*"(?:,[a-z]+="(?:[^"\\\n]|\\.)*")*\})? -?[0-9.e+]+')
OWN = "a token of figures"


class MetricsTests(SynchronousTestCase):
    def setUp(self):
        self.client = Client()

    def get(self, path="/metrics", headers=BEARER):
        return self.successResultOf(self.client.start("GET", path, headers=headers))

    def figures(self):
        reply = self.get()
        self.assertEqual(
            (200, "text/plain; version=0.0.4; charset=utf-8"), (reply.status, reply.header("content-type"))
        )
        return reply.body.decode().splitlines()

    def test_format(self):
        """Every line is one of the format, each name is explained once, before its figures, and no secret is in it."""
        lines = self.figures()
        explained = [line.split()[2] for line in lines if line.startswith("# TYPE")]
        self.assertEqual(len(explained), len(set(explained)))
        for line in lines:
            if not line.startswith("# "):
                self.assertTrue(LINE.fullmatch(line), line)
        self.assertNotIn("0123456789", "\n".join(lines))
        self.assertNotIn("u:p@", "\n".join(lines))

    def test_figures(self):
        """What is up, what there is, and what waits."""
        self.client.program.now = replace(
            OVERVIEW, dry_run=True, qbits=(
                QbitStatus(section='odd"\\name', state="connected", free_space_bytes=2**40),
                QbitStatus(section="qBit-off", state="disabled", disabled=True),
            ),
        )  # fmt: skip
        self.client.program.paces = (
            RemovalPace(
                section="Radarr-4K", owned=40, removed=7, most=20, judged=7, most_judged=8, waiting=3, held=1, room_at=0.0
            ),
        )  # fmt: skip
        lines = self.figures()
        for wanted in (
            f'qbitrr_build_info{{version="{qbitrr.__version__}"}} 1',
            "qbitrr_ready 1",
            "qbitrr_dry_run 1",
            r'qbitrr_client_up{client="odd\"\\name"} 1',
            r'qbitrr_client_free_bytes{client="odd\"\\name"} 1099511627776',
            'qbitrr_arr_up{instance="Radarr-4K",type="radarr"} 0',
            'qbitrr_torrents{client="default",category="radarr-4k"} 50',
            'qbitrr_child_up{instance="Radarr-4K",kind="search"} 1',
            'qbitrr_child_restarts{instance="Radarr-4K",kind="torrent"} 2',
            'qbitrr_watched_torrents{instance="Radarr-4K"} 8',
            'qbitrr_attention{instance="Radarr-4K"} 2',
            'qbitrr_searches_waiting{instance="Radarr-4K"} 0',
            'qbitrr_removals_last_hour{instance="Radarr-4K"} 7',
            'qbitrr_removals_limit{instance="Radarr-4K"} 20',
        ):
            self.assertIn(wanted, lines)
        self.assertNotIn("qBit-off", "\n".join(lines))

    def test_who_may(self):
        """Who may see everything, and who has the token of its own, which opens nothing else; an empty one opens nothing."""
        own = {"Authorization": f"Bearer {OWN}"}
        for token, headers, status in (
            (OWN, own, 200), ("", own, 401), ("", {"Authorization": "Bearer "}, 401), (OWN, {}, 401),
            (OWN, {"Authorization": f"Basic {OWN}"}, 401), (OWN, {"Authorization": f"Bearer {TOKEN}"}, 200),
        ):  # fmt: skip
            self.client.configure(metrics_token=token)
            reply = self.get(headers=headers)
            self.assertEqual(status, reply.status, (token, headers))
            if status == 401:
                self.assertEqual({"error": "unauthorized"}, reply.json())
        self.client.configure(metrics_token=OWN)
        self.assertEqual(401, self.get("/api/status", headers=own).status)
