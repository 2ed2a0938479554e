"""What the command line and Python call: one file per verb, and what they share."""
