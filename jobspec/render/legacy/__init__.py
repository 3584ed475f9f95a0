"""A legacy HCL1 text rewritten as HCL2: its comments, order and layout stay, only what HCL2 needs is changed."""
