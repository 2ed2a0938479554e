"""What some views have in common."""
