"""How files write starts."""
