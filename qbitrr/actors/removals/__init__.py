"""
The one way by which anything is removed, the rails in front of it, and what the Arr is told. Rules live in
`qbitrr.decide.removals`.
"""
