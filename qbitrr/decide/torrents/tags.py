"""
Tag upkeep: what our tags say about a torrent follows what is true of it.
"""

from qbitrr.decide.seeding.hit_and_run import Duty
from qbitrr.decide.torrents.finished import removing
from qbitrr.decide.torrents.look import Look
from qbitrr.decide.torrents.observe import begin_anew, is_incomplete_download
from qbitrr.model.reasons import Reason
from qbitrr.model.torrents.tags import ALLOWED_SEEDING, HNR_ACTIVE, IMPORTED

__all__ = ["keep_tags"]


def keep_tags(look: Look) -> None:
    """Bring `imported`, `hnr_active` and `allowed_seeding` in line with the facts."""
    if IMPORTED in look.tags and is_incomplete_download(look):
        # The hash begins a new life: what the Arr said about the old one is over.
        begin_anew(look)
        look.remove_tags((IMPORTED,), Reason(code="downloading_again", text="It is being downloaded again."))
    _duty_tag(look)
    if look.complete and not removing(look):
        if ALLOWED_SEEDING not in look.tags:
            look.add_tag(ALLOWED_SEEDING, Reason(code="may_seed", text="It is complete and may seed."))
    elif ALLOWED_SEEDING in look.tags:
        text = "It is about to be removed." if look.complete else "It is not complete."
        look.remove_tags((ALLOWED_SEEDING,), Reason(code="may_not_seed", text=text))


def _duty_tag(look: Look) -> None:
    if look.duty is Duty.UNMET:
        # The duty is also shown in the API: without tags nothing is lost.
        if HNR_ACTIVE not in look.tags and not look.rules.tagless:
            look.add_tag(HNR_ACTIVE, Reason(code="hit_and_run", text="A Hit-and-Run duty is open."))
    elif look.duty is not Duty.UNKNOWN and HNR_ACTIVE in look.tags:
        text = f"No Hit-and-Run duty is open ({look.duty})."
        look.remove_tags((HNR_ACTIVE,), Reason(code="hit_and_run_over", text=text))
