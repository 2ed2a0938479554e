"""What a gallery shows: scenarios, each with a page of its own, and cards of all of them.

exhibit.py  one scenario as a site shows it: its files, and what it is found by
parts.py    the files of one scenario: pictures, the interactive page, its results
making.py   which of them are stale, who makes them, and the pages around them
pages.py    the page of one scenario
cards.py    the first page: a card for each scenario, to be searched
"""
