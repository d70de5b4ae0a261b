"""
The search loop of an Arr: what it remembers, what it sends, what came of it. Which search is next is decided in
`qbitrr.decide`.
"""
