"""Fuzzing: any bytes into every reader, every writer and every round trip, as long as one likes.

    python -m fuzz --minutes 5

What fails is kept in `fuzz/failures`, which is tried first the next time, and by the tests.
"""
