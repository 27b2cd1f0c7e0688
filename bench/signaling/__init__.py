"""How fast commands become views: `goround bench signaling`."""
