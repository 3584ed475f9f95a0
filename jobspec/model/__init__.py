"""What a job is: each field declared once, and the field table drawn from the declarations."""
