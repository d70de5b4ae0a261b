"""
What is made from the declarations of the keys: example file, JSON schema, forms, reference, explanation of a key, differences.
Nothing about a single key is said here.
"""
