"""
Clients of the programs we talk to: one class per remote API, typed results, typed errors.

No decisions here, and no dictionaries out of here.
"""
