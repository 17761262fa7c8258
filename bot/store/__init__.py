"""The only place with SQL: rows in, domain values out."""
