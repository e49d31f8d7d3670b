"""From scripts to clips to a dataset: written, spoken, checked, split, shared."""
