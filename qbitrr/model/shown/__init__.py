"""
What a browser is shown of other programs: categories of clients, pictures of Arrs, releases of this program; and how lists are
sorted. Values only.
"""
