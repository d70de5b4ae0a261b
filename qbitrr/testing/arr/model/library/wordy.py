"""
What makes records of a real library long: texts, pictures, other titles and what the files are made of.
"""

from typing import Any

__all__ = ["wordy_file", "wordy_movie"]

_WORDS = ("harbour", "winter", "silent", "promise", "station", "forgotten", "detective", "daughter", "mountain", "letters",
          "midnight", "engineer", "returns", "village", "against", "brother", "orchard", "lantern", "distant", "summer")  # fmt: skip
_COUNTRIES = ("de", "fr", "es", "it", "pt", "ru", "jp", "kr", "cn", "pl", "cz", "hu", "se", "no", "dk", "fi")
_IMAGES = ("poster", "fanart", "clearlogo", "banner")


def _text(number: int, words: int) -> str:
    return " ".join(_WORDS[(number * 7 + place * place + place) % len(_WORDS)] for place in range(words))


def wordy_movie(number: int, title: str) -> dict[str, Any]:
    """Members of a film as a library of this world has them: about 7 kB."""
    rating = {"votes": 123_456 + number, "value": 7.4, "type": "user"}
    return {
        "overview": _text(number, 110).capitalize() + ".",
        "alternateTitles": [
            {"sourceType": "tmdb", "movieMetadataId": number, "title": f"{title} {_text(number + place, 4)}",
             "cleanTitle": f"{title}{_text(number + place, 4)}".lower().replace(" ", ""),
             "id": number * 20 + place}  # last, as the application has it
            for place, _ in enumerate(_COUNTRIES)
        ],
        "images": [
            {"coverType": cover, "url": f"/MediaCover/{number}/{cover}.jpg?lastWrite=638412345678901234",
             "remoteUrl": f"https://image.tmdb.invalid/t/p/original/{number:032x}{cover}.jpg"}
            for cover in _IMAGES
        ],
        "website": f"https://www.films.invalid/{_text(number, 5).replace(' ', '-')}",
        "youTubeTrailerId": f"{number:011d}", "studio": "Distant Mountain Pictures", "certification": "PG-13",
        "genres": ["Adventure", "Drama", "Mystery", "Science Fiction"],
        "keywords": [_text(number + place, 2) for place in range(40)],
        "ratings": dict.fromkeys(("imdb", "tmdb", "metacritic", "rottenTomatoes", "trakt"), rating),
        "collection": {"title": f"{title} Collection", "tmdbId": 500_000 + number},
        "popularity": 41.1234 + number % 50,
    }  # fmt: skip


def wordy_file(number: int, title: str) -> dict[str, Any]:
    """Members of a film's file."""
    release = f"{'.'.join(title.split())}.2020.1080p.UHD.BluRay.DDP.7.1.DoVi.HDR10.x265-GROUP{number % 100}"
    return {
        "relativePath": f"{title} (2020) [imdb-tt{number:07d}] - [Bluray-1080p Proper][DV HDR10][DTS-HD MA 7.1][x265]-GROUP.mkv",
        "sceneName": release, "releaseGroup": f"GROUP{number % 100}", "originalFilePath": f"{release}/{release}.mkv",
        "mediaInfo": {
            "audioBitrate": 4_512_000, "audioChannels": 7.1, "audioCodec": "DTS-HD MA", "audioLanguages": "eng/ger/fre",
            "audioStreamCount": 5, "videoBitDepth": 10, "videoBitrate": 18_000_000, "videoCodec": "x265", "videoFps": 23.976,
            "videoDynamicRange": "HDR", "videoDynamicRangeType": "DV HDR10", "resolution": "3840x2160", "runTime": "2:14:07",
            "scanType": "Progressive", "subtitles": "eng/ger/fre/spa/ita/dut/swe/nor/dan/fin/pol/cze/hun/por",
        },
    }  # fmt: skip
