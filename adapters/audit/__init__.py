"""What makes the log of audit events checkable by others: keys that sign it, and witnesses that are asked."""
