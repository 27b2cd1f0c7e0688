"""What the relay costs, beside what the machine itself takes: `goround bench relay`."""
