"""What an import makes of each sort of piece: new ones, and those that are here already."""
