"""Categories and tags of the simulated client, with the logs their deltas come from."""

from attrs import define, evolve, field, frozen

from qbitrr.testing.qbittorrent.model.changes import ChangeLog, Generations
from qbitrr.testing.qbittorrent.torrents.profile import ClientProfile

__all__ = ["Categories", "SimulatedCategory", "Tags", "is_valid_category"]


def is_valid_category(name: str) -> bool:
    r"""Whether *name* can be a category: no `\`, no leading, trailing or double `/`."""
    return bool(name) and "\\" not in name and not name.startswith("/") and not name.endswith("/") and "//" not in name


@frozen(kw_only=True)
class SimulatedCategory:
    """*save_path* is absolute, relative to the default save path, or empty for a folder of the category's own name."""

    name: str
    save_path: str = ""
    download_path: str | bool | None = None

    def shown(self, profile: ClientProfile) -> dict[str, object]:
        """As the API shows it."""
        value: dict[str, object] = {"name": self.name, "savePath": self.save_path}
        if self.download_path is not None or profile.has(5, 2):
            value["download_path"] = self.download_path
        if profile.has(5, 2):
            value |= {
                "ratio_limit": -2,
                "seeding_time_limit": -2,
                "inactive_seeding_time_limit": -2,
                "share_limit_action": "Default",
            }
        if profile.has(5, 3):
            value["share_limits_mode"] = "Default"
        return value


class Categories:
    """All categories by name."""

    def __init__(self, generations: Generations, profile: ClientProfile, preferences: dict[str, object]) -> None:
        self.log = ChangeLog(generations)
        self._by_name: dict[str, SimulatedCategory] = {}
        self._profile = profile
        self._preferences = preferences

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __getitem__(self, name: str) -> SimulatedCategory:
        return self._by_name[name]

    @property
    def has_subcategories(self) -> bool:
        """Whether `tv` includes `tv/hd`."""
        return self._profile.always_subcategories or bool(self._preferences.get("use_subcategories"))

    def names(self) -> list[str]:
        """All names, sorted as the API sorts them."""
        return sorted(self._by_name)

    def put(self, category: SimulatedCategory) -> None:
        """Create or replace *category*, and its parents where subcategories are on."""
        parents = category.name.split("/")[:-1] if self.has_subcategories else []
        for depth in range(1, len(parents) + 1):
            parent = "/".join(parents[:depth])
            if parent not in self._by_name:
                self._keep(SimulatedCategory(name=parent))
        self._keep(category)

    def edit(self, name: str, save_path: str, download_path: str | bool | None) -> bool:
        """Change the paths of *name*; whether that changed anything."""
        new = evolve(self._by_name[name], save_path=save_path, download_path=download_path)
        if new == self._by_name[name]:
            return False
        self._keep(new)
        return True

    def remove(self, name: str) -> None:
        """Remove *name* and, where subcategories are on, its children."""
        doomed = [name]
        if self.has_subcategories:
            doomed += [other for other in self._by_name if other.startswith(f"{name}/")]
        for each in doomed:
            if self._by_name.pop(each, None) is not None:
                self.log.drop(each)

    def includes(self, wanted: str, actual: str) -> bool:
        """Whether a torrent in category *actual* is shown when *wanted* is asked for."""
        return actual == wanted or bool(wanted and self.has_subcategories and actual.startswith(f"{wanted}/"))

    def save_path(self, name: str, default: str) -> str:
        """Where torrents of category *name* go under automatic management; *default* is the general save path."""
        category = self._by_name.get(name)
        path = category.save_path if category else ""
        if path.startswith("/"):
            return path
        return f"{default}/{path or name}".rstrip("/")

    def _keep(self, category: SimulatedCategory) -> None:
        self._by_name[category.name] = category
        self.log.mark(category.name)


@define
class Tags:
    """All tags that exist, used or not."""

    log: ChangeLog
    names: dict[str, None] = field(factory=dict)

    def add(self, name: str) -> None:
        """Create *name* if it does not exist."""
        if name and name not in self.names:
            self.names[name] = None
            self.log.mark(name)

    def remove(self, name: str) -> None:
        """Forget *name*."""
        if name in self.names:
            del self.names[name]
            self.log.drop(name)
