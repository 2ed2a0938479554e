"""The language of expressions: parsed, derived, compiled, and written for readers."""
