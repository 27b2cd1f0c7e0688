"""One evening with two facilitators: every mode of the floor and all of care, in a room that the tests share."""
