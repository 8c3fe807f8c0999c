"""First drafts of what people write: a new entry in its file, a table from a Markdown file."""
