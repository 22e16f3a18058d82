"""The screens of the duty log; each view knows only HTTP."""
