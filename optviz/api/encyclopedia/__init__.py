"""The encyclopedia: a page for every entry of the catalogues, and lists of them all.

pages.py      what the page of an entry says
guides.py     what the page of a guide says
lists.py      what lists of entries say
showing.py    where an optimizer is shown, and at which rates
anatomies.py  where the parts of its steps are seen
pictures.py   the pictures of pages
making.py     which pages are stale, and who makes them
"""
