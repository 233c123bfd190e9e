"""What the rules say of selling itself: scores of leads, who gets them, the stages of deals, advice, and risks. Pure: no database, no clock."""
