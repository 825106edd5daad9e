"""What every room stands on: messages, faults, money, exact numbers, files."""
