"""The decision: pure, one file per step. Start reading at `compute.py`."""
