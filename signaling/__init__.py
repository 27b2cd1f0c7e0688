"""Live rooms: the pure core, its stores, the hub that runs it, the gateway to browsers."""
