"""Files for people: papers to print and dates for their calendars."""
