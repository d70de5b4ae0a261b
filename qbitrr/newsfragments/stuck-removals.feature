A removal that cannot go on now stands in `GET /api/attention` and on the home page, with since when, why, and what helps: one that its client or its Arr refuses
again and again, one that has waited for an hour or for a duty that is never done, and one that is not deleted although its time in quarantine is over.
