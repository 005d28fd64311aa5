"""The compiled path: functions that are generated from the model, once in a run.

For each type there is a struct that decodes its messages, a check that accepts what is right, and
a writer of its quads. They only accept: what they do not take, the standard path reads and
explains. So nothing of the model is said a second time here, and every rule is written once.
"""
