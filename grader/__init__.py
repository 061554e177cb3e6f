"""The instructor's office: nbgrader's course root, the graded keys, and the steps that mark."""
