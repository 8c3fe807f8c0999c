"""The forms in which a checklist goes out. A format sees checklists and nothing else.

The table of them is in `exports`, so that a command imports only what it needs.
"""
