"""What a browser gets over plain HTTP: the client, the exchange of a link, health."""
