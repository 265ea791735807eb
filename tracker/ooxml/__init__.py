"""The inside of an .xlsx or .xlsm: reading and changing single places of it, with every other byte left as it is.

Nothing here knows what a customer is. package → relations → book, sheet, styles, notes.
"""
