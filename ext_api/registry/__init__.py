"""The commands `jari-api registry ...`: import, check, review, remove, look back."""
