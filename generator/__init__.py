"""Handrail: handbook data in; playbooks, dated checklists and a searchable site out."""
