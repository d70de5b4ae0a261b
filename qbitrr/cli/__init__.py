"""
The `qbitrr` command: one module per verb. A verb parses its words and calls what does the work; it decides nothing itself.
"""
