"""
Facts into findings, one subject a module. Pure, and absence is no evidence: what could not be asked is `unknown`, never good or bad.
"""
