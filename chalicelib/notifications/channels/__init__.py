"""One module for each way to be told. Only what sends imports them."""
