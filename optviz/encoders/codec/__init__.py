"""What encoders share and do not want to see: palettes, colour conversion, containers."""
