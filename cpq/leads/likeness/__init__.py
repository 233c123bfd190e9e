"""Which records are likely of one person or one company, with the reasons in words. Knows no database: it is given what to compare."""
