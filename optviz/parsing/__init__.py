"""From texts to trees whose every value knows its place: scenario files, and values on a command line."""
