"""
The one place where the configuration becomes the values that decisions and services obey. Pure; knows the values of `config` and
of `model`, and nobody else.
"""
