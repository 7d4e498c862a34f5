"""What a page shows on other sites: badges, a card in a frame, and what the banner's script draws."""
