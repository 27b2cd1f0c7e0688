"""A room's media where they are: at this process, or at another one that has them for all people of the room."""
