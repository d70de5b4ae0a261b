`POST /api/request-apps/test-connection` tries out Overseerr, Jellyseerr, Seerr or Ombi without saving anything.
