"""天下城, a demonstration: invented people, thirty matters as a receptionist wrote them, and weeks around them."""
