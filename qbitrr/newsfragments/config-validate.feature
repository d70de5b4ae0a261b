`POST /api/config/validate` tells what is wrong with changes of the configuration, or with a whole text of it, key by key and without a refusal; nothing is saved.
