"""The direct path: messages that are alike are read, checked and written at once.

Nearly all messages of a stream are alike: they have the same keys, codes and lists, and differ in
their ids, names and positions. What the standard path finds out about the first of them, and the
quads that it writes, hold for the others with their own values put in. So nothing of the model is
told a second time here: types and keys are the `Model`'s, verdicts and quads the standard path's.
"""
