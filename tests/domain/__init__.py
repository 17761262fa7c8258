"""Pure decisions, one file of tests per module."""
