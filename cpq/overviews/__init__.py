"""What is known of one customer from every side (360° view): blocks that each say where they are from, as data, in the terminal and as a page."""
