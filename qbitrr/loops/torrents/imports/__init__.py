"""Handing finished downloads to the Arr, and the Arr's word for what became of them. Decides nothing."""
