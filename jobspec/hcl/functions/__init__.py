"""The functions that an expression may call, one file per family."""
