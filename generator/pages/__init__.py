"""The site's pages and navigation: a handbook and a day in, Markdown out."""
