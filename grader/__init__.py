"""The instructor's side: nbgrader's course root, the graded keys, and everything from release to returned grades."""
