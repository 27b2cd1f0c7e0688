"""Other SFUs with the same room of eight, for `goround bench relay --peers`."""
