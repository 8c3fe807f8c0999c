"""The internal edition's pages about customers, stamped into pages that MkDocs has built.

MkDocs and the theme make one page for each section (`shell`); what stands in it is made here from
pieces that are encoded once. A customer's page needs the handbook, the customer, the kept
checklists and the day (`customer`); what the pages about all customers say of one is small
(`entry`), so that these can be made without looking at any checklist again.
"""
