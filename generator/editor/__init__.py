"""For editors: what may be typed in each file of a handbook, as JSON Schemas with its own ids."""
