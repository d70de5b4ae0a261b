`POST /api/config/import` brings back a configuration that was exported, whatever was changed since; secrets masked in it stay what they are.
