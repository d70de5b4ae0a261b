`GET /api/attention` names torrents whose trackers could not be read for ten minutes (`duty_unknown`): nobody knows their limits and duties, so they stay.
