"""`make bench`: what the course costs, as medians and ratios of one run on this machine."""
