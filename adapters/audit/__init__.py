"""The audit log as others may trust it: sealing, checkpoints, and nothing written where that fails."""
