"""Use cases: what a person or a job can do, decided and applied in one transaction."""
