"""
What is made from the declarations of the keys: the example file, the JSON schema, forms, the reference, the explanation of a key, differences.
Nothing about a single key is said here.
"""
