"""Everything AWS needs that Chalice does not make, as a template in small modules; and the steps that deploy it."""
