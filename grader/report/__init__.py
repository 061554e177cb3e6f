"""The report on a course: how each notebook and item did, which slips were made, who needs help, both surveys.

`classroom` grades what was collected, `class_frames` makes tables of it, `figures` works out the numbers with the
statistics of `items`, `charts` draws them, and `page` puts everything on one HTML page. `surveys` compares the two
surveys, with the `intervals` of their differences.
"""
