"""What is typed at the desk, converted and checked as input; never permission, never state."""
