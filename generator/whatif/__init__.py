"""What would be if: changes that are typed, the handbook with them, and the book under both."""
