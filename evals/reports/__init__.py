"""Reports: one file a form, all made of the same rows."""
