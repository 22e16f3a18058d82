"""Rigs: what must hold whatever breaks: real processes, long runs, seeds, and the variant that must fail."""
