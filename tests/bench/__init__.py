"""Figures: the real bot as a process of its own, measured over loopback HTTP."""
