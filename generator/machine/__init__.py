"""The handbook for programs: Markdown twins, an index of them, data with its schema, redirects."""
