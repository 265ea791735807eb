"""The cell readers: what people type (dates, money, phones, numbers, choices) → typed values and a problem.

Each takes a Series of raw cells and returns a frame with the same index; none raises, none guesses.
"""
