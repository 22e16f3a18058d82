"""The screens of the handover log."""
