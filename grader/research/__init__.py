"""Research data: the class as tidy tables with a codebook, and no learner's name unless it is asked for.

`class_tables` fills the tables that `codebook` describes, `learner_ids` draws the random ids, `own_words` takes out
what learners typed, and `folder` writes everything.
"""
