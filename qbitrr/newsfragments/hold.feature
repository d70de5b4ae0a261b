`POST /api/hold` has nothing changed in any client or Arr, or in those of one section, for so many minutes; what would have been done is journaled as held and goes on afterwards.
