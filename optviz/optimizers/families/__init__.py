"""What several optimizers share: wrappers, workers, SciPy's methods, anatomies."""
