"""Two handbooks compared by what they mean, and what the difference does to open plans."""
