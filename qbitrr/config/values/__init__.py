"""From what people write to typed values: durations, sizes, patterns, addresses. Pure; knows no sections."""
