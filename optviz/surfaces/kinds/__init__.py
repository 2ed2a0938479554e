"""What surfaces have in common that are no formulas: of data, of tables, of functions."""
