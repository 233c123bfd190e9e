"""What people do with customers, and what is still to be done: activities, tasks, reminders, timelines; drafts from phones that were out of reach."""
