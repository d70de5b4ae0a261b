`GET /api/attention` names what is left to a person: downloads an Arr holds back or never imported, and clients that are away, each with the reason and what helps.
