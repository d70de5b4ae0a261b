"""
The library of the simulated Sonarr.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from qbitrr.testing.arr.model.library.library import ENGLISH, Match, SimulatedLibrary, words_of
from qbitrr.testing.arr.model.library.records import (
    DAY,
    SimulatedEpisode,
    SimulatedMediaFile,
    SimulatedSeason,
    SimulatedSeries,
)
from qbitrr.testing.arr.model.wire import clean, invalid, picture, prune, stamp

__all__ = ["Television"]

_NUMBERS = re.compile(r"s(\d{1,4})((?:e\d{1,4})*)")


class Television(SimulatedLibrary):
    """Series by id with their episodes."""

    file_model: ClassVar[str] = "EpisodeFile"

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._episodes: dict[int, list[int]] = {}
        self._files: dict[int, set[int]] = {}

    def add(
        self, title: str, seasons: Mapping[int, int] | None = None, *, year: int = 2020, monitored: bool = True,
        has_file: bool = False, aired: bool = True, profile_id: int = 1, tvdb: int = 0, series_type: str = "standard",
        quality: str = "WEBDL-1080p", score: int | None = None, root: str = "",
    ) -> SimulatedSeries:  # fmt: skip
        """
        A new series. *seasons* maps a season's number to its number of episodes (one season of one). With *aired* the episodes were
        on the air one a day, the last one yesterday, otherwise they come one a day from tomorrow on.
        """
        number = next(self.owner_ids)
        root = root or self.settings.roots.all()[0]["path"]
        series = SimulatedSeries(
            id=number, title=title, year=year, foreign_id=str(tvdb or 200_000 + number), monitored=monitored, profile_id=profile_id,
            root=root, path=f"{root}/{title}", added=self.now(), series_type=series_type, tmdb=300_000 + number,
            imdb=f"tt{2_000_000 + number}",
        )  # fmt: skip
        self.owners[number], self._episodes[number], self._files[number] = series, [], set()
        self.remember_title(title, number)
        places = [
            (season, place)
            for season, count in ({1: 1} if seasons is None else seasons).items()
            for place in range(1, count + 1)
        ]
        for nth, (season, place) in enumerate(places):
            air = self.now() + ((nth - len(places)) if aired else nth + 1) * DAY
            episode = self.add_episode(number, season, place, air=air)
            if has_file:
                self.add_files(
                    [episode.id], f"{series.path}/S{season:02}E{place:02}.mkv", 1_000_000_000, quality, score=score
                )
        return series

    def add_episode(
        self,
        series_id: int,
        season: int,
        number: int,
        *,
        title: str = "",
        monitored: bool = True,
        air: float | None = None,
    ) -> SimulatedEpisode:
        """A new episode; its season comes into being with its first one."""
        series = self.owner(series_id)
        series.seasons.setdefault(season, SimulatedSeason(number=season))
        episode_id = next(self.leaf_ids)
        episode = SimulatedEpisode(
            id=episode_id, owner_id=series_id, season=season, number=number, title=title or f"Episode {number}",
            monitored=monitored, air=air, tvdb=400_000 + episode_id,
            absolute=len(self._episodes[series_id]) + 1 if series.series_type == "anime" else None,
        )  # fmt: skip
        self.leaves[episode_id] = episode
        self._episodes[series_id].append(episode_id)
        self.touch(series_id)
        return episode

    def leaves_of(self, owner_id: int) -> list[int]:
        """The episodes of a series."""
        return self._episodes.get(owner_id, [])

    def season_ids(self, series_id: int, season: int) -> list[int]:
        """The episodes of one season."""
        return [number for number in self.leaves_of(series_id) if self.leaves[number].season == season]

    def match(self, name: str) -> Match | None:
        """By series title, then `S01E02`, `S01E02E03` or `S01` for the whole season."""
        words = words_of(name)
        for place, word in enumerate(words):
            numbers = _NUMBERS.fullmatch(word)
            series_id = self.exact_title(words[:place]) if numbers else None
            if numbers and series_id is not None:
                wanted = {int(text) for text in re.findall(r"\d+", numbers[2])}
                ids = self.season_ids(series_id, int(numbers[1]))
                return Match(
                    series_id, tuple(number for number in ids if not wanted or self.leaves[number].number in wanted)
                )
        return None

    def release_name(self, leaf_ids: Sequence[int], quality_name: str, group: str) -> str:
        """`Some.Show.S01E01E02.WEBDL-1080p.x264-GRP`, or `S01` for a whole season."""
        first = self.leaf(leaf_ids[0])
        series = self.owners[first.owner_id]
        whole = set(self.season_ids(series.id, first.season)) == set(leaf_ids) and len(leaf_ids) > 1
        numbers = "" if whole else "".join(f"E{self.leaf(number).number:02}" for number in leaf_ids)
        return f"{'.'.join(series.title.split())}.S{first.season:02}{numbers}.{quality_name}.x264-{group}"

    def has_aired(self, episode: SimulatedEpisode) -> bool:
        """Whether the episode's broadcast is over."""
        return episode.air is not None and episode.air + self.owners[episode.owner_id].runtime * 60 <= self.now()

    def is_wanted(self, leaf_id: int) -> bool:
        """Series and episode monitored, and aired."""
        episode = self.leaf(leaf_id)
        return episode.monitored and self.owners[episode.owner_id].monitored and self.has_aired(episode)

    def missing_ids(self, monitored: bool = True) -> list[int]:
        """Aired episodes without file, specials aside."""
        return [
            episode.id for episode in self.leaves.values()
            if episode.season and not episode.file_id and self.has_aired(episode)
            and (episode.monitored and self.owners[episode.owner_id].monitored) is monitored
        ]  # fmt: skip

    def files_of(self, leaf_id: int) -> list[SimulatedMediaFile]:
        """The one file, if any."""
        file_id = self.leaf(leaf_id).file_id
        return [self.files[file_id]] if file_id else []

    def files_of_owner(self, series_id: int) -> list[SimulatedMediaFile]:
        """Every file of a series."""
        return [self.files[number] for number in sorted(self._files.get(series_id, ()))]

    def attach(self, file: SimulatedMediaFile) -> None:
        """The episodes lose their earlier files; a file no episode uses any more is gone."""
        file.season = self.leaf(file.leaf_ids[0]).season
        for episode_id in file.leaf_ids:
            episode = self.leaf(episode_id)
            old = self.files.get(episode.file_id)
            episode.file_id = file.id
            if old and not any(self.leaves[number].file_id == old.id for number in old.leaf_ids):
                self._forget(old.id)
        self._files[file.owner_id].add(file.id)

    def drop_file(self, file_id: int) -> SimulatedMediaFile:
        """Its episodes are missing again."""
        file = self.file(file_id)
        for episode_id in file.leaf_ids:
            self.leaves[episode_id].file_id = 0
        self._forget(file_id)
        self.touch(file.owner_id)
        return file

    def _forget(self, file_id: int) -> None:
        self._files[self.files.pop(file_id).owner_id].discard(file_id)

    def changes_at(self, owner_id: int) -> float:
        """A series' counts change when its next episode has aired."""
        runtime, now = self.owners[owner_id].runtime * 60, self.now()
        ends = (self.leaves[number].air + end for number in self.leaves_of(owner_id)
                if self.leaves[number].air is not None for end in (0, runtime))  # fmt: skip
        return min((end for end in ends if end > now), default=float("inf"))

    # Records

    def file_record(self, file: SimulatedMediaFile) -> dict[str, Any]:
        """An episode file, with formats and score."""
        single = "singleEpisode" if len(file.leaf_ids) == 1 else "multiEpisode"
        return self.common_file(file) | {
            "seriesId": file.owner_id,
            "seasonNumber": file.season,
            "relativePath": file.path.rpartition("/")[2],
            "languages": ENGLISH,
            "customFormats": self.formats_of(file),
            "customFormatScore": self.score_of(file),
            "releaseType": single,
        }

    def leaf_record(self, leaf_id: int) -> dict[str, Any]:
        """An episode as `episode/{id}` shows it: with its file and series."""
        return self.episode_record(leaf_id, with_file=True, with_series=True) | {"images": []}

    def episode_record(self, episode_id: int, *, with_file: bool = False, with_series: bool = False) -> dict[str, Any]:
        """An episode of a list."""
        episode = self.leaf(episode_id)
        file = self.files.get(episode.file_id)
        return prune(
            id=episode.id, seriesId=episode.owner_id, tvdbId=episode.tvdb, episodeFileId=episode.file_id,
            seasonNumber=episode.season, episodeNumber=episode.number, title=episode.title,
            airDate=(stamp(episode.air) or "")[:10] or None, airDateUtc=stamp(episode.air), lastSearchTime=stamp(episode.searched),
            runtime=self.owners[episode.owner_id].runtime, hasFile=bool(file), monitored=episode.monitored,
            absoluteEpisodeNumber=episode.absolute, unverifiedSceneNumbering=False,
            episodeFile=self.file_record(file) if file and with_file else None,
            series=self.owner_record(episode.owner_id) if with_series else None,
        )  # fmt: skip

    def owner_record(self, owner_id: int) -> dict[str, Any]:
        """A series by id: zeros where it has no episodes."""
        record = self.list_record(owner_id)
        return record if "statistics" in record else record | {"statistics": self._counts(()) | {"seasonCount": 0}}

    def list_record(self, owner_id: int) -> dict[str, Any]:
        """A series of the list: without statistics when it has no episodes."""
        series = self.owners[owner_id]
        episodes = [self.leaves[number] for number in self.leaves_of(owner_id)]
        airs = [episode.air for episode in episodes if episode.air is not None]
        totals = self._counts(episodes)
        by_season: dict[int, list[SimulatedEpisode]] = {}
        for episode in episodes:
            by_season.setdefault(episode.season, []).append(episode)
        seasons = [
            {"seasonNumber": season.number, "monitored": season.monitored,
             "statistics": self._counts(by_season.get(season.number, ())) | self._airings(by_season.get(season.number, ()))}
            for season in sorted(series.seasons.values(), key=lambda season: season.number)
        ]  # fmt: skip
        return prune(
            id=series.id, title=series.title, alternateTitles=[], sortTitle=series.title.lower(), status=series.status,
            ended=series.status == "ended", overview="", **self._airings(episodes), network="", originalLanguage=ENGLISH[0],
            images=[picture(self.url_base, "", series.id, cover) for cover in ("banner", "poster", "fanart")], seasons=seasons,
            year=series.year, path=series.path, qualityProfileId=series.profile_id, seasonFolder=series.season_folder,
            monitored=series.monitored, monitorNewItems=series.monitor_new, useSceneNumbering=False, runtime=series.runtime,
            tvdbId=int(series.foreign_id), tvRageId=0, tvMazeId=0, tmdbId=series.tmdb, firstAired=stamp(min(airs, default=None)),
            lastAired=stamp(max(airs, default=None)), seriesType=series.series_type, cleanTitle=clean(series.title),
            imdbId=series.imdb, titleSlug="-".join(words_of(series.title)), rootFolderPath=series.root, genres=[], tags=series.tags,
            added=stamp(series.added), addOptions=series.add_options, ratings={"votes": 0, "value": 0}, languageProfileId=1,
            statistics=totals | {"seasonCount": sum(1 for number in series.seasons if number)} if episodes else None,
        )  # fmt: skip

    def _counts(self, episodes: Iterable[SimulatedEpisode]) -> dict[str, Any]:
        """What is counted: monitored aired episodes and those with a file; totals count all."""
        episodes = list(episodes)
        with_file = sum(1 for episode in episodes if episode.file_id)
        counted = sum(1 for episode in episodes if episode.file_id or (episode.monitored and self._began(episode)))
        files = {episode.file_id for episode in episodes if episode.file_id}
        return {
            "episodeFileCount": with_file, "episodeCount": counted, "totalEpisodeCount": len(episodes),
            "sizeOnDisk": sum(self.files[number].size for number in files), "releaseGroups": [],
            "percentOfEpisodes": 100.0 * with_file / counted if counted else 0.0,
        }  # fmt: skip

    def _began(self, episode: SimulatedEpisode) -> bool:
        return episode.air is not None and episode.air <= self.now()

    def _airings(self, episodes: Iterable[SimulatedEpisode]) -> dict[str, Any]:
        airs = [episode.air for episode in episodes if episode.air is not None and episode.monitored]
        now = self.now()
        coming = min((air for air in airs if air > now), default=None)
        return prune(
            nextAiring=stamp(coming), previousAiring=stamp(max((air for air in airs if air <= now), default=None))
        )

    # Changes

    def update(self, series_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
        """A PUT: the seasons are replaced by those sent; a season whose flag changed passes it on to its episodes."""
        series = self.owner(series_id)
        if body.get("seriesType") not in (None, "standard", "daily", "anime"):
            raise invalid("SeriesType", "Invalid series type", body["seriesType"])
        self.apply_owner(series, {**body, "addOptions": series.add_options})
        series.season_folder = bool(body.get("seasonFolder", False))
        series.monitor_new = body.get("monitorNewItems") or "all"
        series.series_type = body.get("seriesType") or "standard"
        series.foreign_id = str(body.get("tvdbId", 0))
        before, series.seasons = series.seasons, {}
        for sent in body.get("seasons") or ():
            season = SimulatedSeason(number=sent["seasonNumber"], monitored=bool(sent.get("monitored", False)))
            series.seasons[season.number] = season
            if season.number in before and before[season.number].monitored != season.monitored:
                for episode_id in self.season_ids(series_id, season.number):
                    self.leaves[episode_id].monitored = season.monitored
        return self.owner_record(series_id)
