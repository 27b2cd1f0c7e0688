"""A room of eight in real browsers, over real sockets, through our own relay."""
