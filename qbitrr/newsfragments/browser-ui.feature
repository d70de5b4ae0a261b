A browser UI: pages with addresses, fed by one live connection that the tabs of a browser share, in a light and a dark look of its own.
