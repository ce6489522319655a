"""Tables that others published: grid → blocks → dimensions → coordinates of each figure.

One analysis serves for proposing how a table is read and for reading it.
"""
