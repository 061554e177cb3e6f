"""Takes the place of a package that checks web addresses of other alphabets, which nothing here has.

Importing it builds 38 parsers, a second's work, in every process that imports nbformat: each JupyterLab and each command of
nbgrader's and ours. Without it, jsonschema leaves such addresses unchecked.
"""

raise ImportError("tests don't load rfc3987_syntax, see tests/quick_start.py")
