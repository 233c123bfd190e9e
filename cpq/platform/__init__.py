"""What every service of the program stands on: settings, problem details, limits, the language of a request, the rulebook in force."""
