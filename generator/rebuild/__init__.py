"""What a build of the internal edition need not do again.

`inputs` says what a build rests on, as digests of bytes; `record` what is kept of a customer, and
`manifest` keeps it beside the site. What has the same digests is the same: nothing is understood
here, and no date of a file counts for anything that is read.
"""
