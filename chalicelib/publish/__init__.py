"""From what is in the tables to what visitors read: the snapshot of a page, and the documents written from it."""
