"""REST: the endpoint decorator and its registry, and one blueprint per resource."""
