"""Who calls: people and other systems, their roles, what these may do and which rows they see."""
