"""The questions that a book of customers answers. Everything in here computes, nothing asks."""
