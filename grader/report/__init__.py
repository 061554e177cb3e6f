"""The report on a course: how each notebook and item did, which slips were made, who needs help, both surveys.

`surveys` compares the two surveys; `reading` marks what was collected, `figures` works out the numbers,
`pictures` draws them, and `page` puts all into one HTML page.
"""
