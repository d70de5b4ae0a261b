"""
Verified fakes (simulated qBittorrent and Arrs), the demo world, test strategies and pumps.

Nothing here is imported by the product, except by `qbitrr demo`.
"""
