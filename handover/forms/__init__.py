"""What is typed on a handover sheet, converted and checked as input; never permission, never state."""
