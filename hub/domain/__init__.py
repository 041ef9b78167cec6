"""The words: money, dates, claims, sources, schemes, arrangements, reasons. Imports nothing above it."""
