"""Static sites: galleries of what was built, and the encyclopedia of all catalogues.

mathematics.py   the mathematics of docstrings as MathML
"""
