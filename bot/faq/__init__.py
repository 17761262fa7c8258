"""Frequent questions: content with checks, search in many languages, decision and evaluation.

The package knows no chat and no database; all its input is files and strings.
"""
