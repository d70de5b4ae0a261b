"""Posters of the Arrs, fetched once and kept on disk. Nothing else is ever fetched or served here."""
